namespace Polymasq.Actors.Dhcp;

/// <summary>
/// The DHCP sockets of one interface, as its listener sees them. What arrives is told to the listener as
/// <see cref="Dhcp4ListenerMessage.Received"/>; UDP port 67, broadcasts included, whatever the interface's addresses are.
/// </summary>
public interface IDhcp4Port
{
    /// <summary>
    /// Sends a message, or gathers it for <see cref="Flush"/>. Copies the bytes. Never waits and never throws; what cannot be
    /// sent is dropped and counted: the client asks again.
    /// </summary>
    void Send(in Dhcp4Destination destination, ReadOnlySpan<byte> message);

    /// <summary>Sends what was gathered. Called at the end of each of the listener's turns that sent something.</summary>
    void Flush();
}
