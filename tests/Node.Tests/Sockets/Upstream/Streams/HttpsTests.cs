using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Upstream.Streams;

// RFC 8484
public sealed class HttpsTests : IAsyncLifetime
{
    private const string MediaType = "application/dns-message";

    private readonly ServerIdentity _identity = new("dns.example");
    private readonly StreamClient _client = new();
    private readonly List<(string Protocol, string Connection, byte[] Query)> _asked = [];
    private WebApplication _server = null!;
    private RequestDelegate _answer = static context => Reply(context, LoopbackServer.Standard);
    private HttpProtocols _protocols = HttpProtocols.Http1AndHttp2;

    private UpstreamTarget Target => new()
    {
        Address = IpEndpoint.From(IPAddress.Loopback, Port), Transport = UpstreamTransport.Https, CertificateName = "dns.example",
        Url = $"https://dns.example:{Port}/dns-query", CertificateAuthorities = _identity.Authority,
    };

    private int Port => new Uri(_server.Urls.Single()).Port;

    [Fact]
    public async Task Questions_are_posted_over_http_2_on_one_connection()
    {
        await StartAsync();
        for (int i = 0; i < 5; i++) Assert.Equal("192.0.2.1", _client.AddressOf(Target, $"host{i}.example.org"));

        Assert.All(_asked, static one => Assert.Equal("HTTP/2", one.Protocol));
        Assert.Single(_asked.Select(static one => one.Connection).Distinct());
        Assert.Empty(_client.Log.Lines);
    }

    // RFC 8484 §4.1, RFC 8467 §4.1
    [Fact]
    public async Task The_id_of_a_query_is_0_and_its_length_128()
    {
        await StartAsync();
        Assert.Equal("192.0.2.1", _client.AddressOf(Target));

        byte[] query = Assert.Single(_asked).Query;
        Assert.Equal((0, 128), ((query[0] << 8) | query[1], query.Length));
    }

    [Fact]
    public async Task A_server_that_speaks_http_1_alone_is_asked_all_the_same()
    {
        _protocols = HttpProtocols.Http1;
        await StartAsync();

        Assert.Equal("192.0.2.1", _client.AddressOf(Target));
    }

    [Fact]
    public async Task Many_questions_go_at_a_time()
    {
        await StartAsync();
        for (ushort i = 1; i <= 40; i++) Assert.True(_client.Ask(Target, $"host{i}.example.org", i));

        Assert.Equal(Enumerable.Range(1, 40).Select(static i => (long)i), Enumerable.Range(1, 40).Select(_ => _client.Hear()).Where(static one => one.Reply is not null).Select(static one => one.Ticket).Order());
    }

    [Fact]
    public async Task A_wrong_status_costs_that_question_and_is_said_once()
    {
        _answer = static context => Fail(context, 404);
        await StartAsync();
        for (int i = 0; i < 3; i++) Assert.Null(_client.AddressOf(Target));

        Assert.Contains("does not speak DNS over HTTPS: it answers with status 404", Assert.Single(_client.Log.Lines), StringComparison.Ordinal);
        _answer = static context => Reply(context, LoopbackServer.Standard);
        Assert.Equal("192.0.2.1", _client.AddressOf(Target));
    }

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        _answer = static context => Redirect(context, "https://evil.example/");
        await StartAsync();

        Assert.Null(_client.AddressOf(Target));
        Assert.Single(_asked);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/dns-json")]
    public async Task A_wrong_content_type_costs_that_question(string type)
    {
        _answer = context => Reply(context, LoopbackServer.Standard, type);
        await StartAsync();

        Assert.Null(_client.AddressOf(Target));
        Assert.Contains("another type than application/dns-message", Assert.Single(_client.Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_no_message_has_costs_that_question(bool saysLength)
    {
        _answer = context => Reply(context, static _ => new byte[70_000], saysLength: saysLength);
        await StartAsync();

        Assert.Null(_client.AddressOf(Target));
        Assert.Contains("longer than any DNS message", Assert.Single(_client.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_and_answers_to_other_questions_cost_that_question()
    {
        _answer = static context => Reply(context, static _ => [1, 2, 3]);
        await StartAsync();
        Assert.Null(_client.AddressOf(Target));

        _answer = static context => Reply(context, static _ => LoopbackServer.Standard(DnsBuilder.Query("evil.example.org", RecordType.A)));
        Assert.Null(_client.AddressOf(Target));
    }

    [Fact]
    public async Task A_server_with_another_name_gets_no_question()
    {
        await StartAsync();

        Assert.Null(_client.AddressOf(Target with { CertificateName = "other.example", Url = $"https://other.example:{Port}/dns-query" }));
        Assert.Empty(_asked);
        Assert.Contains("its certificate is for dns.example, not for other.example", Assert.Single(_client.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_key_is_enough_and_another_one_is_not()
    {
        await StartAsync();

        Assert.Equal("192.0.2.1", _client.AddressOf(Target with { CertificateAuthorities = "", Pins = _identity.Pin }));
        Assert.Null(_client.AddressOf(Target with { Pins = new string('A', 43) + "=" }));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_a_failure_after_the_time_given()
    {
        TaskCompletionSource over = new();
        _answer = _ => over.Task;
        await StartAsync();
        Assert.True(_client.Ask(Target, "www.example.org", 1, seconds: 0.2));

        Assert.Null(_client.Hear().Reply);
        over.SetResult();
    }

    private static Task Reply(HttpContext context, Func<byte[], byte[]> reply, string type = MediaType, bool saysLength = true)
    {
        byte[] body = reply((byte[])context.Items["query"]!);
        context.Response.ContentType = type;
        if (saysLength) context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }

    private static Task Fail(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Redirect(HttpContext context, string url)
    {
        context.Response.Redirect(url);
        return Task.CompletedTask;
    }

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        context.Items["query"] = body.ToArray();
        lock (_asked) _asked.Add((context.Request.Protocol, context.Connection.Id, body.ToArray()));
        bool isQuestion = context.Request.Method == "POST" && context.Request.ContentType == MediaType && context.Request.Path == "/dns-query";
        await (isQuestion ? _answer(context) : Fail(context, 400));
    }

    private async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = _protocols;
            listen.UseHttps(_identity.Certificate);
        }));
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Run(TakeAsync);
        await _server.StartAsync();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _identity.Dispose();
    }
}
