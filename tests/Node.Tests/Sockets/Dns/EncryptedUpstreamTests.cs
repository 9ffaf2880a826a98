using Polymasq.Actors.Upstreams;
using Polymasq.Node.Tests.Sockets.Upstream.Streams;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Dns;

/// <summary>The whole way of a query to a server over TLS, with one over UDP behind it.</summary>
public sealed class EncryptedUpstreamTests : IDisposable
{
    private readonly ServerIdentity _identity = new("dns.example");
    private readonly StreamDnsServer _server;

    public EncryptedUpstreamTests() => _server = new StreamDnsServer(_identity.Certificate)
    {
        Serve = static async (_, stream) =>
        {
            while (await StreamDnsServer.ReadAsync(stream) is { } query)
                await StreamDnsServer.WriteAsync(stream, DnsBuilder.ReplyTo(query).A(DnsView.Of(query).Name, 300, "192.0.2.99").ToArray());
        },
    };

    private UpstreamTarget Target => new()
    {
        Address = _server.Address, Transport = UpstreamTransport.Tls, CertificateName = "dns.example", CertificateAuthorities = _identity.Authority,
    };

    [Fact]
    public void Questions_go_over_tls_from_all_lanes_on_one_connection()
    {
        using var resolver = new Resolver(lanes: 3, before: Target, time: new SlowTime(4));
        resolver.Upstream.Udp = static _ => []; // or it would answer when the machine is busy
        System.Net.IPEndPoint server = resolver.Open("127.0.0.1");
        using var stub = new Stub();

        for (int i = 0; i < 20; i++) Assert.Equal("192.0.2.99", stub.Ask(server, $"host{i}.example.org")!.Answers.Single().Address);

        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public void A_question_that_gets_no_answer_over_tls_goes_to_the_next_server()
    {
        using var resolver = new Resolver(before: Target with { CertificateName = "other.example" });
        System.Net.IPEndPoint server = resolver.Open("127.0.0.1");
        using var stub = new Stub();

        for (int i = 0; i < 20; i++) Assert.Equal("192.0.2.1", stub.Ask(server, $"host{i}.example.org")!.Answers.Single().Address);
    }

    public void Dispose()
    {
        _server.Dispose();
        _identity.Dispose();
    }
}
