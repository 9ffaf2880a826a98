using System.Text.Json;
using Polymasq.Node.Tests.Control;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Cli;

public sealed class CacheCommandTests
{
    private readonly Gateway _gateway = new();

    public CacheCommandTests()
    {
        Cache("www.example.org", RecordType.A, static (reply, name) => reply.A(name, 252, "192.0.2.1"));
        Cache("www.example.org", RecordType.AAAA, static (reply, _) => reply.Soa("example.org", 60, 30));
        Cache("gone.example.org", RecordType.A, static (reply, _) => reply.Soa("example.org", 60, 30), Rcode.NxDomain);
    }

    [Fact]
    public async Task Cache_show_is_one_line_for_each_response_by_name()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("cache", "show");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            [
                "gone.example.org | A | nxdomain: no such name | 30s left",
                "www.example.org | A | records | 4m 12s left",
                "www.example.org | AAAA | nodata: none of this type | 30s left",
            ],
            result.Lines[..^1].Select(static line => line[..line.LastIndexOf(" | ", StringComparison.Ordinal)]));
        Assert.Equal("Count: 3 entries", result.Lines[^1]);
    }

    [Fact]
    public async Task Cache_show_says_what_expired_entries_are_kept_for()
    {
        _gateway.Clock.MoveTo(_gateway.Clock.Elapsed + TimeSpan.FromSeconds(40));
        await using ControlFixture control = await _gateway.Start();
        Assert.StartsWith(
            "gone.example.org | A | nxdomain: no such name | expired 10s ago, kept in case upstream fails | ", (await control.Cli("cache", "show")).Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_show_of_a_name_knows_letters_in_both_cases_and_prints_JSON()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("--json", "cache", "show", "WWW.example.org.");

        CacheList list = JsonSerializer.Deserialize(result.Output, ControlJson.Default.CacheList)!;
        Assert.Equal(["A", "AAAA"], list.Entries.Select(static entry => entry.Type).Order());
        Assert.False(list.HasMore);
    }

    [Fact]
    public async Task Cache_show_says_when_it_leaves_something_out()
    {
        await using ControlFixture control = await _gateway.Start();

        Assert.Equal("Count: 2 entries, and more: --limit shows them", (await control.Cli("cache", "show", "--limit", "2")).Lines[^1]);
        Assert.Equal("Count: 3 entries", (await control.Cli("cache", "show", "--limit", "3")).Lines[^1]);
    }

    [Fact]
    public async Task Cache_flush_forgets_a_name_or_everything_and_is_told_to_the_log()
    {
        await using ControlFixture control = await _gateway.Start();

        Assert.Equal("Count: 2 entries forgotten\n", (await control.Cli("cache", "flush", "www.example.org")).Output);
        Assert.Equal("Count: 1 entry\n", (await control.Cli("cache", "show")).Output[^15..]);
        Assert.Equal("""{"removed":1}""" + "\n", (await control.Cli("cache", "flush", "--json")).Output);
        Assert.Equal("Count: 0 entries\n", (await control.Cli("cache", "show")).Output);
        Assert.Equal(2, control.Log.Ring.Last(10).Count(static entry => entry.Message == "Operator's command: cache flush"));
    }

    [Fact]
    public async Task What_is_no_name_is_wrong_usage()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("cache", "flush", "a..b");

        Assert.Equal((2, "polymasq: name: 'a..b' is no domain name\n"), (result.ExitCode, result.Error));
        Assert.Equal(3, _gateway.Cache.Stats()[0].Entries);
    }

    [Fact]
    public async Task Cache_stats_tells_of_queries_questions_and_shards()
    {
        _gateway.Counters.CountQuery();
        _gateway.Counters.CountQuery();
        _gateway.Counters.CountHit(stale: false);
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("cache", "stats");

        Assert.StartsWith("queries 2 | hits 1 (50.0 %) | stale 0 |", result.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("upstream ", result.Lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^shard 0 \| 3 entries \| [\d.]+ KiB of [\d.]+ .iB \| inserted 3 \| evicted 0$", result.Lines[2]);
        Assert.Equal("Count: 1 shard", result.Lines[3]);
    }

    private void Cache(string name, RecordType type, Action<DnsBuilder, string> fill, Rcode rcode = Rcode.NoError)
    {
        byte[] query = DnsBuilder.Query(name, type);
        DnsBuilder reply = DnsBuilder.ReplyTo(query, rcode);
        fill(reply, name);
        _gateway.Cached(query, reply);
    }
}
