using Polymasq.Actors.Upstreams;

namespace Polymasq.Node.Tests.Sockets.Upstream.Streams;

// RFC 7858, RFC 8310
public sealed class TlsTests : IDisposable
{
    private readonly ServerIdentity _identity = new("dns.example");
    private readonly StreamDnsServer _server;
    private readonly StreamClient _client = new();

    public TlsTests() => _server = new StreamDnsServer(_identity.Certificate);

    private UpstreamTarget Target => new()
    {
        Address = _server.Address, Transport = UpstreamTransport.Tls, CertificateName = "dns.example", CertificateAuthorities = _identity.Authority,
    };

    [Fact]
    public void A_server_with_the_right_name_is_asked_and_its_connection_used_again()
    {
        for (int i = 0; i < 5; i++) Assert.Equal("192.0.2.1", _client.AddressOf(Target));

        Assert.Equal(1, _server.Connections);
        Assert.Empty(_client.Log.Lines);
    }

    [Fact]
    public void A_server_with_another_name_gets_no_question_and_that_is_said_once()
    {
        UpstreamTarget target = Target with { CertificateName = "other.example" };
        for (int i = 0; i < 5; i++) Assert.Null(_client.AddressOf(target));

        string line = Assert.Single(_client.Log.Lines);
        Assert.Contains($"tls://{_server.Address}#other.example is not used: its certificate is for dns.example, not for other.example", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_whose_authority_the_system_does_not_know_gets_no_question()
    {
        Assert.Null(_client.AddressOf(Target with { CertificateAuthorities = "" }));
        Assert.Contains("its certificate is not trusted", Assert.Single(_client.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_name_the_certificate_must_be_for_the_address()
    {
        Assert.Null(_client.AddressOf(Target with { CertificateName = "" }));
        Assert.Contains("not for 127.0.0.1", Assert.Single(_client.Log.Lines), StringComparison.Ordinal);
    }

    // RFC 7858 §4.2: the key is enough, whoever has signed it.
    [Theory]
    [InlineData("")]
    [InlineData("dns.example")]
    public void A_pinned_key_needs_no_authority(string name) =>
        Assert.Equal("192.0.2.1", _client.AddressOf(Target with { CertificateName = name, CertificateAuthorities = "", Pins = $"{new string('A', 43)}= {_identity.Pin}" }));

    [Fact]
    public void A_pinned_key_does_not_excuse_another_name() =>
        Assert.Null(_client.AddressOf(Target with { CertificateName = "other.example", Pins = _identity.Pin }));

    [Fact]
    public void Another_key_than_the_pinned_one_is_refused_and_shown()
    {
        Assert.Null(_client.AddressOf(Target with { Pins = $"{new string('A', 43)}=" }));
        Assert.Contains($"its key is sha256/{_identity.Pin}, which is not pinned", Assert.Single(_client.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_speaks_no_tls_is_a_failure_and_said()
    {
        using StreamDnsServer plain = new() { Serve = static async (_, stream) => await stream.WriteAsync("no TLS at all, but much text"u8.ToArray()) };

        Assert.Null(_client.AddressOf(Target with { Address = plain.Address }));
    }

    // RFC 8467 §4.1, RFC 7828 §3.2.1
    [Fact]
    public void Queries_are_padded_to_blocks_of_128_octets()
    {
        List<byte[]> queries = [];
        _server.Serve = async (_, stream) =>
        {
            while (await StreamDnsServer.ReadAsync(stream) is { } query)
            {
                queries.Add(query);
                await StreamDnsServer.WriteAsync(stream, TestKit.LoopbackServer.Standard(query));
            }
        };

        _client.AddressOf(Target, "a.example");
        _client.AddressOf(Target, "a-name-that-is-much-longer.example.org");
        _client.AddressOf(Target, $"{new string('a', 60)}.{new string('b', 60)}.example.org");

        Assert.Equal([128, 128, 256], queries.Select(static query => query.Length));
        Assert.All(queries, static query => Assert.Equal(0, query[^1]));
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _identity.Dispose();
    }
}
