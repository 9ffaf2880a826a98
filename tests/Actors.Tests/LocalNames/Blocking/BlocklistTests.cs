using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.LocalNames.Blocking;
using Polymasq.Protocols.Dns;
using static Polymasq.Actors.Tests.LocalNames.LocalNamesFixture;

namespace Polymasq.Actors.Tests.LocalNames.Blocking;

public sealed class BlocklistTests
{
    private const string Mixed =
        """
        ! Title: a list
        [Adblock Plus 2.0]
        # hosts format
        0.0.0.0 exact.example other.example
        ::1 six.example # why
        # plain domains
        tree.example
        *.star.example
        # AdBlock
        ||adblock.example^
        ||important.example^$important
        @@||good.adblock.example^
        ||path.example/banner^
        ||condition.example^$third-party
        # dnsmasq
        address=/masq.example/#
        server=/served.example/
        two words
        bücher.example
        """;

    [Theory]
    [InlineData("exact.example", true)]
    [InlineData("EXACT.example", true)]
    [InlineData("www.exact.example", false)] // hosts format speaks of one name
    [InlineData("other.example", true)]
    [InlineData("six.example", true)]
    [InlineData("tree.example", true)]
    [InlineData("a.b.tree.example", true)]
    [InlineData("notatree.example", false)]
    [InlineData("x.star.example", true)]
    [InlineData("adblock.example", true)]
    [InlineData("x.adblock.example", true)]
    [InlineData("good.adblock.example", false)]
    [InlineData("x.good.adblock.example", false)]
    [InlineData("important.example", true)]
    [InlineData("path.example", false)]
    [InlineData("condition.example", false)]
    [InlineData("x.masq.example", true)]
    [InlineData("x.served.example", true)]
    [InlineData("example", false)]
    public void Lists_of_all_kinds_say_what_they_say_elsewhere(string name, bool isBlocked)
    {
        LocalNamesFixture names = new(Settings, [], Mixed);
        Assert.Equal(isBlocked ? "NoError 0.0.0.0" : "pass", names.Ask(name));
        Assert.Equal(isBlocked ? "NoError ::" : "pass", names.Ask(name, RecordType.AAAA));
        Assert.Equal(isBlocked ? LocalSource.Blocklist : LocalSource.None, names.Source);
    }

    [Fact]
    public void Bad_lines_are_counted_and_the_first_is_named()
    {
        BlockSetBuilder builder = new();
        Assert.Equal(new HostsFileReport("/list", 10, 4, 13, ""), builder.Add(new HostsFile("/list", Mixed)));
    }

    [Fact]
    public void What_we_know_ourselves_is_not_blocked()
    {
        LocalNamesFixture names = new LocalNamesFixture(Lab, ["192.0.2.1 nas.tree.example\n"], "tree.example\nlab.test\n").Lease("10.9.0.7", "phone");
        Assert.Equal("NoError 192.0.2.1", names.Ask("nas.tree.example"));
        Assert.Equal("NoError 10.9.0.7", names.Ask("phone.lab.test"));
        Assert.Equal("NoError 0.0.0.0", names.Ask("other.tree.example"));
    }

    [Fact]
    public void Blocked_names_may_not_exist_instead()
    {
        LocalNamesFixture names = new(Settings with { BlockedDoNotExist = true }, [], "tree.example\n");
        Assert.Equal("NxDomain", names.Ask("x.tree.example"));
        Assert.Equal("NxDomain", names.Ask("x.tree.example", RecordType.TXT));
    }

    [Fact]
    public void A_million_names_take_less_than_a_hundred_bytes_each()
    {
        const int Names = 1_000_000;
        StringBuilder text = new();
        for (int i = 0; i < Names; i++) text.Append("||tracker-").Append(i).Append(".advertising.example^\n");
        HostsFile file = new("/list", text.ToString());

        long before = GC.GetTotalMemory(forceFullCollection: true);
        BlockSetBuilder builder = new();
        Assert.Equal(Names, builder.Add(file).Names);
        BlockSet blocked = builder.Build();
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.InRange(bytes / (double)Names, 20, 100); // less would mean that names are missing
        Assert.True(blocked.IsBlocked(DnsNameText.ToLowerWire("x.tracker-999999.advertising.example")));
        Assert.False(blocked.IsBlocked(DnsNameText.ToLowerWire("tracker-1000000.advertising.example")));
        GC.KeepAlive(builder);
    }

    [Fact]
    public void Any_text_is_read_to_its_end() => Prop.ForAll<string>(
        text =>
        {
            string list = text ?? "";
            HostsFileReport report = new BlockSetBuilder().Add(new HostsFile("/list", list));
            return report.BadLines <= list.Count(letter => letter is '\n' or '\r' or '\f' or '\u0085' or '\u2028' or '\u2029') + 1;
        }).QuickCheckThrowOnFailure();
}
