using Polymasq.Actors.Dhcp;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>The wire's end: keeps what was sent and flushed.</summary>
internal sealed class RecordingPort : IDhcp4Port
{
    private readonly List<SentMessage> _gathered = [];

    public List<SentMessage> Sent { get; } = [];

    /// <summary>How many messages were sent; kept even where <see cref="KeepsNothing"/>.</summary>
    public int Count { get; private set; }

    public bool KeepsNothing { get; set; }

    public void Send(in Dhcp4Destination destination, ReadOnlySpan<byte> message)
    {
        Count++;
        if (!KeepsNothing) _gathered.Add(new SentMessage(destination, message.ToArray()));
    }

    public void Flush()
    {
        Sent.AddRange(_gathered);
        _gathered.Clear();
    }
}
