namespace Polymasq.Actors.Caching;

/// <summary>Where octets come from that nobody can foresee.</summary>
public interface IEntropy
{
    /// <summary>Fills the whole of it. For any thread.</summary>
    void Fill(Span<byte> destination);
}
