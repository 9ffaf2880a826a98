using System.Text.Json;
using Polymasq.Cli;
using Polymasq.Node.Tests.Control;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Cli;

public sealed class DnsCommandTests
{
    private readonly Gateway _gateway = new();

    public DnsCommandTests()
    {
        byte[] query = DnsBuilder.Query("www.example.org", RecordType.A);
        _gateway.Cached(query, DnsBuilder.ReplyTo(query).Cname("www.example.org", 252, "web.example.org").A("web.example.org", 252, "192.0.2.1"));
    }

    [Fact]
    public async Task Dns_query_shows_the_answer_and_where_it_came_from()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("dns", "query", "WWW.example.org");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("www.example.org A | NOERROR | qr rd ra | from cache | ", result.Lines[0], StringComparison.Ordinal);
        Assert.Equal(
            ["answer | www.example.org. | 252 | CNAME | web.example.org.", "answer | web.example.org. | 252 | A | 192.0.2.1", "Count: 2 answers"], result.Lines[1..]);
    }

    [Fact]
    public async Task Dns_query_waits_for_upstream_and_prints_JSON()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("--json", "dns", "query", "other.example.org", "aaaa");

        DnsQueryReport report = JsonSerializer.Deserialize(result.Output, ControlJson.Default.DnsQueryReport)!;
        Assert.Equal(("AAAA", "upstream", "198.51.100.1:53"), (report.Type, report.From.Source, report.From.Detail));
    }

    [Fact]
    public async Task Dns_query_of_an_address_asks_for_its_name()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("dns", "query", "127.0.0.1");

        Assert.StartsWith("1.0.0.127.in-addr.arpa PTR | NOERROR | qr aa rd ra | from local built in | ", result.Lines[0], StringComparison.Ordinal);
        Assert.Equal("answer | 1.0.0.127.in-addr.arpa. | 0 | PTR | localhost.", result.Lines[1]);
    }

    // RFC 8482 §4.2.
    [Fact]
    public async Task Any_is_answered_here()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult query = await control.Cli("dns", "query", "www.example.org", "ANY");
        CliResult explained = await control.Cli("dns", "explain", "www.example.org", "ANY");

        Assert.StartsWith("www.example.org ANY | NOERROR | qr rd ra | from local | ", query.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("yes | any | ", explained.Lines[^2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a..b", "A", "polymasq: name: 'a..b' is no domain name\n")]
    [InlineData("a.b", "BLA", "polymasq: type: 'BLA' is no record type: A, AAAA, MX, …, or TYPE123\n")]
    public async Task What_is_no_question_is_wrong_usage(string name, string type, string error)
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("dns", "explain", name, type);
        Assert.Equal((2, error), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Dns_explain_is_one_line_for_each_step()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult hit = await control.Cli("dns", "explain", "www.example.org");
        CliResult local = await control.Cli("dns", "explain", "x.lab.test", "MX");

        Assert.Contains("yes | cache | records, fresh for 252 s more", hit.Lines);
        Assert.StartsWith("not reached | upstream 198.51.100.1:53 | 1. of 2 for all names", hit.Lines[^3], StringComparison.Ordinal);
        Assert.Equal($"Count: {hit.Lines.Length - 1} steps", hit.Lines[^1]);
        Assert.Contains("yes | local domains | NXDOMAIN: in a domain of which everything is known here", local.Lines);
        Assert.Contains("not reached | cache | nothing is cached for this question", local.Lines);
    }

    [Fact]
    public async Task Dns_explain_follows_aliases_to_where_they_lead()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult outside = await control.Cli("dns", "explain", "first.lab.test");
        CliResult ring = await control.Cli("dns", "explain", "ring.lab.test");
        CliResult alias = await control.Cli("dns", "explain", "first.lab.test", "CNAME");

        string[] spine = [.. outside.Lines.Where(static line => line.StartsWith("yes", StringComparison.Ordinal) || line.StartsWith("The", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "yes | records | alias to second.lab.test", "The alias leads to second.lab.test A:", "yes | records | alias to www.example.org",
                "The alias leads to www.example.org A:", "yes | cache | records, fresh for 252 s more",
            ],
            spine);
        Assert.Equal("yes | records | SERVFAIL: 10 aliases and no end, probably a circle", ring.Lines[^2]);
        Assert.DoesNotContain("The alias leads", alias.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dns_query_goes_behind_an_alias_that_leads_outside()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("dns", "query", "first.lab.test");

        Assert.StartsWith("first.lab.test A | NOERROR | qr rd ra | from cache | ", result.Lines[0], StringComparison.Ordinal);
        Assert.Equal("Count: 4 answers", result.Lines[^1]);
    }

    [Fact]
    public async Task Dns_tail_shows_what_passes_its_filters_until_Ctrl_C_and_leaves_nothing_behind()
    {
        await using ControlFixture control = await _gateway.Start();
        using CancellationTokenSource ctrlC = new();
        using StringWriter output = new();
        Task<int> tail = PolymasqCommandLine.Run(
            ["dns", "tail", "--socket", control.Socket, "--client", "127.0.0.0/8", "--name", "Example.org", "--rcode", "noerror"], TextWriter.Synchronized(output), TextWriter.Null, ctrlC.Token);
        await WaitUntil(() => _gateway.Queries.IsOn);
        await control.Cli("dns", "query", "localhost");
        await control.Cli("dns", "query", "www.example.org");
        await WaitUntil(() => output.ToString().Length > 0);
        await ctrlC.CancelAsync();

        Assert.Equal(0, await tail.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Matches(@"^\S+Z \| 127\.0\.0\.1 \| www\.example\.org \| A \| NOERROR \| cache \| [\d.]+ ms\n$", output.ToString());
        await WaitUntil(() => !_gateway.Queries.IsOn);
    }

    [Theory]
    [InlineData("--client", "10.9.0.0/99", "client: '10.9.0.0/99' is no address, and no prefix as in 10.9.0.0/24")]
    [InlineData("--rcode", "badvers", "rcode: 'badvers' is no RCODE: noerror, formerr, servfail, nxdomain, notimp, refused")]
    public async Task Dns_tail_refuses_filters_that_cannot_be(string option, string value, string error)
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("dns", "tail", option, value);
        Assert.Equal((2, $"polymasq: {error}\n"), (result.ExitCode, result.Error));
    }

    private static async Task WaitUntil(Func<bool> isTrue)
    {
        for (int i = 0; i < 6000 && !isTrue(); i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(isTrue());
    }
}
