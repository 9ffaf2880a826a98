using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Peers;

internal static class ScriptedGateway
{
    /// <summary>From now on every reply has this RCODE and nothing else, signed.</summary>
    public static void SaysSigned(this LoopbackServer server, PeerFixture cluster, Rcode rcode) =>
        server.Udp = query => cluster.Sign(query, DnsBuilder.ReplyTo(query, rcode).ToArray());
}
