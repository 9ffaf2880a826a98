namespace Polymasq.Actors.Interfaces;

/// <summary>Where the state of the interfaces can be looked up; changes of it are told.</summary>
public interface IInterfaceSource
{
    /// <summary>Null until it has been read for the first time. For any thread.</summary>
    InterfaceSet? Current { get; }
}
