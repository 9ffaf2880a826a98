using System.Collections.Immutable;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Tests.LocalNames;

public sealed class ExplainTests
{
    private static readonly LocalNamesSettings Settings = LocalNamesFixture.LocalLab with
    {
        Routed = ["corp.test"],
        DomainNeeded = true,
        Configured = ConfiguredNames.None with
        {
            Records = [Record("www.lab.test", RecordType.CNAME, DnsNameText.ToLowerWire("printer.lab.test")!), Record("text.lab.test", RecordType.TXT, [1, (byte)'x'])],
            Addresses = [new AddressRule([.. DnsNameText.ToLowerWire("ads.test")!], [], [])],
        },
    };

    private readonly LocalNamesFixture _names = new LocalNamesFixture(Settings, ["10.9.0.9 printer\n10.9.0.8 both"], "bad.test\n0.0.0.0 one.test\n@@||good.bad.test^").Lease("10.9.0.20", "laptop").Lease("10.9.0.21", "both");

    [Theory]
    [InlineData("localhost", RecordType.A, "built in", "127.0.0.1")]
    [InlineData("www.lab.test", RecordType.A, "records", "alias to printer.lab.test")]
    [InlineData("text.lab.test", RecordType.A, "records", "NODATA")]
    [InlineData("printer.lab.test", RecordType.A, "hosts files", "10.9.0.9")]
    [InlineData("9.0.9.10.in-addr.arpa", RecordType.PTR, "hosts files", "printer.lab.test")]
    [InlineData("laptop.lab.test", RecordType.A, "leases", "10.9.0.20")]
    [InlineData("laptop.lab.test", RecordType.MX, "leases", "NODATA")]
    [InlineData("bad.test", RecordType.A, "blocklists", "0.0.0.0: bad.test and all below it are blocked")]
    [InlineData("x.bad.test", RecordType.A, "blocklists", "0.0.0.0: bad.test and all below it are blocked")]
    [InlineData("one.test", RecordType.A, "blocklists", "0.0.0.0: the name is blocked")]
    [InlineData("x.ads.test", RecordType.A, "address", "NXDOMAIN: the rule for ads.test")]
    [InlineData("nobody.lab.test", RecordType.A, "local domains", "NXDOMAIN")]
    [InlineData("plain", RecordType.A, "not forwarded", "NXDOMAIN: no dot")]
    public void What_answers_is_the_one_step_that_says_yes(string name, RecordType type, string candidate, string reason)
    {
        ImmutableArray<ExplainedStep> steps = Explain(name, type);

        ExplainedStep yes = Assert.Single(steps, static step => step.Verdict == StepVerdict.Yes);
        Assert.Equal(candidate, yes.Candidate);
        Assert.Contains(reason, yes.Reason, StringComparison.Ordinal);
        int at = steps.IndexOf(yes);
        Assert.All(steps[..at], static step => Assert.Equal(StepVerdict.No, step.Verdict));
        Assert.All(steps[(at + 1)..], static step => Assert.Equal(StepVerdict.NotReached, step.Verdict));
    }

    [Theory]
    [InlineData("www.lab.test", RecordType.A, "printer.lab.test")]
    [InlineData("www.lab.test", RecordType.CNAME, null)]
    [InlineData("printer.lab.test", RecordType.A, null)]
    [InlineData("www.corp.test", RecordType.A, null)]
    public void An_alias_leads_on_unless_it_was_asked_for_itself(string name, RecordType type, string? target) =>
        Assert.Equal(target is null ? null : DnsNameText.ToLowerWire(target), _names.Resolver.TargetOf(DnsNameText.ToLowerWire(name)!, type));

    [Fact]
    public void What_is_not_reached_says_what_it_would_have_said() =>
        Assert.Equal("has 10.9.0.21", Explain("both.lab.test").Single(static step => step.Candidate == "leases").Reason);

    [Theory]
    [InlineData("x.good.bad.test", "good.bad.test and all below it are excepted")]
    [InlineData("x.one.test", "not among 3 names")]
    public void What_is_not_blocked_says_whether_it_is_an_exception(string name, string reason) =>
        Assert.Equal(reason, Explain(name).Single(static step => step.Candidate == "blocklists").Reason);

    [Fact]
    public void A_name_for_upstream_is_rejected_by_all_with_a_reason()
    {
        ImmutableArray<ExplainedStep> steps = Explain("www.corp.test");

        Assert.All(steps, static step => Assert.Equal(StepVerdict.No, step.Verdict));
        Assert.All(steps, static step => Assert.NotEmpty(step.Reason));
        Assert.Contains("servers of its own", steps[^1].Reason, StringComparison.Ordinal);
    }

    // The explanation and the answer come from one look-up; the source that logs are given is the same too.
    [Theory]
    [InlineData("text.lab.test", LocalSource.Record)]
    [InlineData("laptop.lab.test", LocalSource.Lease)]
    [InlineData("both.lab.test", LocalSource.Hosts)]
    public void The_source_is_the_one_that_has_the_name(string name, LocalSource source)
    {
        _names.Ask(name);
        Assert.Equal(source, _names.Source);
    }

    private ImmutableArray<ExplainedStep> Explain(string name, RecordType type = RecordType.A) => _names.Resolver.Explain(DnsNameText.ToLowerWire(name), type);

    private static ConfiguredRecord Record(string owner, RecordType type, byte[] data) => new([.. DnsNameText.ToLowerWire(owner)!], type, [.. data]);
}
