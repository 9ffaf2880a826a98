using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;

namespace Polymasq.TestKit;

/// <summary>An upstream server made of a function. It answers every A question with 192.0.2.1 until it is told otherwise.</summary>
public sealed class LoopbackServer(IpEndpoint address)
{
    public IpEndpoint Address { get; } = address;

    /// <summary>How long it takes.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether it says anything at all.</summary>
    public bool IsSilent { get; set; }

    /// <summary>What it says to a query over UDP; null is silence.</summary>
    public Func<byte[], byte[]?> Udp { get; set; } = Standard;

    /// <summary>What it says over TCP; null ends the connection.</summary>
    public Func<byte[], byte[]?> Tcp { get; set; } = Standard;

    /// <summary>What it was asked over UDP, probes left out.</summary>
    public List<byte[]> Questions { get; } = [];

    public List<byte[]> StreamQuestions { get; } = [];

    /// <summary>How often it was probed.</summary>
    public int Probes { get; internal set; }

    public static byte[] Standard(byte[] query)
    {
        DnsView view = DnsView.Of(query);
        DnsBuilder reply = DnsBuilder.ReplyTo(query);
        if (view.Type == RecordType.A) reply.A(view.Name, 300, "192.0.2.1");
        else reply.Soa("example.org", 300, 300);
        return reply.ToArray();
    }

    /// <summary>From now on every reply has this RCODE and nothing else.</summary>
    public void Says(Rcode rcode) => Udp = query => DnsBuilder.ReplyTo(query, rcode).ToArray();

    /// <summary>From now on every reply is what the function makes of the beginning of one.</summary>
    public void Says(Func<DnsBuilder, DnsBuilder> build, Rcode rcode = Rcode.NoError) =>
        Udp = Tcp = query => build(DnsBuilder.ReplyTo(query, rcode)).ToArray();
}
