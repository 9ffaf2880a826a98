using System.Globalization;
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
    public void Bad_lines_are_counted_and_the_first_is_named() =>
        Assert.Equal(new HostsFileReport("/list", 10, 4, 13, ""), Assert.Single(ReadBlocklists(("/list", Mixed)).Files));

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
    public void A_name_that_several_lists_have_is_kept_once_with_all_that_they_say()
    {
        LocalNamesMessage.BlocklistsRead read = ReadBlocklists(("/a", "0.0.0.0 one.example\n0.0.0.0 two.example\n"), ("/b", "one.example\nONE.example.\r\n"));
        Assert.Equal([2, 0], read.Files.Select(static file => file.Names));
        Assert.Equal(2, read.Blocked.Count);
        Assert.True(IsBlocked(read.Blocked, "x.one.example"));
        Assert.False(IsBlocked(read.Blocked, "x.two.example"));
    }

    [Fact]
    public void A_line_of_a_megabyte_is_bad_and_the_others_count()
    {
        string endless = new('a', 1024 * 1024), many = string.Concat(Enumerable.Range(0, 1000).Select(static i => $" host{i}.example"));
        LocalNamesMessage.BlocklistsRead read = ReadBlocklists(("/list", $"one.example\n{endless}\n||{endless}^\n0.0.0.0{many}\n"));
        Assert.Equal(new HostsFileReport("/list", 1001, 2, 2, ""), Assert.Single(read.Files));
        Assert.True(IsBlocked(read.Blocked, "host999.example"));
    }

    [Fact]
    public void An_overlong_line_is_bad_and_has_its_number()
    {
        BlocklistIntake intake = new();
        intake.Begin("/list");
        intake.Take("one.example"u8);
        intake.TakeOverlong();
        intake.Take("two.example"u8);
        intake.End("");
        Assert.Equal(new HostsFileReport("/list", 2, 1, 2, ""), Assert.Single(((LocalNamesMessage.BlocklistsRead)intake.Finish()).Files));
    }

    // Nothing is copied as a list grows, so what was allocated is what is kept.
    [Fact]
    public void A_million_names_take_less_than_fifty_bytes_each_and_no_more_while_they_are_read()
    {
        const int Names = 1_000_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        BlocklistIntake intake = new();
        intake.Begin("/list");
        byte[] line = "||tracker-0000000.advertising.example^"u8.ToArray();
        for (int i = 0; i < Names; i++)
        {
            i.TryFormat(line.AsSpan(10, 7), out _, "D7", CultureInfo.InvariantCulture);
            intake.Take(line);
        }
        intake.End("");
        BlockSet blocked = ((LocalNamesMessage.BlocklistsRead)intake.Finish()).Blocked;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Names, blocked.Count);
        Assert.InRange(allocated / (double)Names, 37, 50); // a name has 37 octets
        Assert.True(IsBlocked(blocked, "x.tracker-0999999.advertising.example"));
        Assert.False(IsBlocked(blocked, "tracker-1000000.advertising.example"));
    }

    [Fact]
    public void Every_name_of_a_list_is_found_and_no_other() => Prop.ForAll<int>(
        seed =>
        {
            Random random = new(seed);
            HashSet<string> names = [.. Enumerable.Range(0, random.Next(3000)).Select(_ => $"a{random.Next(4000)}.b{random.Next(3)}")];
            BlockSet blocked = ReadBlocklists(("/list", string.Join('\n', names))).Blocked;
            return blocked.Count == names.Count
                && Enumerable.Range(0, 4000).All(i => Enumerable.Range(0, 3).All(j => IsBlocked(blocked, $"a{i}.b{j}") == names.Contains($"a{i}.b{j}")));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Any_octets_are_a_line() => Prop.ForAll<byte[]>(
        octets =>
        {
            BlocklistIntake intake = new();
            intake.Begin("/list");
            intake.Take(octets ?? []);
            intake.End("");
            return ((LocalNamesMessage.BlocklistsRead)intake.Finish()).Files[0] is { BadLines: 0 or 1, FirstBadLine: 0 or 1 };
        }).QuickCheckThrowOnFailure();

    private static bool IsBlocked(BlockSet blocked, string name) => blocked.IsBlocked(DnsNameText.ToLowerWire(name));
}
