using System.Text;
using Polymasq.Actors.LocalNames;
using Polymasq.Protocols.Dns;
using static Polymasq.Actors.Tests.LocalNames.LocalNamesFixture;

namespace Polymasq.Actors.Tests.LocalNames;

public sealed class HostsFileTests
{
    [Fact]
    public void A_line_gives_an_address_to_all_its_names_and_the_first_is_the_canonical_one()
    {
        LocalNamesFixture names = new(Settings, "192.0.2.1\tnas.example.org nas  Storage # the box under the stairs\n");

        Assert.Equal("NoError 192.0.2.1", names.Ask("nas.example.org"));
        Assert.Equal("NoError 192.0.2.1", names.Ask("NAS"));
        Assert.Equal("NoError 192.0.2.1", names.Ask("storage"));
        Assert.Equal("NoError nas.example.org.", names.Ask("1.2.0.192.in-addr.arpa", RecordType.PTR));
        Assert.Equal("pass", names.Ask("the"));
    }

    [Fact]
    public void A_name_collects_its_addresses_of_both_families()
    {
        LocalNamesFixture names = new(Settings, "192.0.2.1 nas\n192.0.2.2 nas\n2001:db8::1 nas\n192.0.2.1 nas\n");

        Assert.Equal("NoError 192.0.2.1 192.0.2.2", names.Ask("nas"));
        Assert.Equal("NoError 2001:db8::1", names.Ask("nas", RecordType.AAAA));
        Assert.Equal("NoError 192.0.2.1 192.0.2.2 2001:db8::1", names.Ask("nas", RecordType.ANY));
        Assert.Equal("NoError nas.", names.Ask("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", RecordType.PTR));
    }

    [Fact]
    public void An_address_stands_for_the_first_name_it_was_given_in_any_file()
    {
        LocalNamesFixture names = new(Settings, "192.0.2.1 first\n", "192.0.2.1 second\n192.0.2.2 first\n");

        Assert.Equal("NoError first.", names.Ask("1.2.0.192.in-addr.arpa", RecordType.PTR));
        Assert.Equal("NoError 192.0.2.1 192.0.2.2", names.Ask("first"));
    }

    // dnsmasq: expand-hosts and domain
    [Fact]
    public void Names_without_a_dot_are_known_with_the_domain_too_and_by_preference_so()
    {
        LocalNamesFixture names = new(Lab, "192.0.2.1 nas\n192.0.2.2 web.example.org\n");

        Assert.Equal("NoError 192.0.2.1", names.Ask("nas"));
        Assert.Equal("NoError 192.0.2.1", names.Ask("nas.lab.test"));
        Assert.Equal("NoError nas.lab.test.", names.Ask("1.2.0.192.in-addr.arpa", RecordType.PTR));
        Assert.Equal("pass", names.Ask("web.example.org.lab.test"));
    }

    [Fact]
    public void Without_expand_hosts_names_stay_as_they_are()
    {
        LocalNamesFixture names = new(Lab with { ExpandHosts = false }, "192.0.2.1 nas\n");

        Assert.Equal("pass", names.Ask("nas.lab.test"));
        Assert.Equal("NoError nas.", names.Ask("1.2.0.192.in-addr.arpa", RecordType.PTR));
    }

    [Fact]
    public void Bad_lines_are_counted_and_the_first_is_named()
    {
        const string Text = """
            # comment

            192.0.2.1 good
            192.0.2.300 bad
            192.0.2.2
            192.0.2.3 also-good b\097d more-good
            fe80::1%lo0 localhost-of-a-mac
            0x7f.1 octal
            1 one
            [::1] brackets
            nas 192.0.2.4
            192.0.2.5 bücher
            """;
        LocalNamesFixture names = new(Settings, Text);

        Assert.Equal(new HostsFileReport("/hosts0", 3, 9, 4, ""), Assert.Single(names.Reports));
        Assert.Equal("NoError 192.0.2.3", names.Ask("more-good"));
        Assert.Equal("pass", names.Ask("one"));
    }

    [Theory]
    [InlineData("192.0.2.1 a\r\n192.0.2.2 b\r\n", 2)]
    [InlineData("192.0.2.1 a\n192.0.2.2 b", 2)]
    [InlineData("192.0.2.1 a # 192.0.2.2 b", 1)]
    [InlineData("#192.0.2.1 a\n", 0)]
    [InlineData("\n\n  \t\n", 0)]
    [InlineData("", 0)]
    [InlineData("192.0.2.1 .\n", 0)]
    public void Line_ends_and_comments_are_what_they_are_elsewhere(string text, int expected) =>
        Assert.Equal(expected, new LocalNamesFixture(Settings, text).Reports[0].Names);

    [Fact]
    public void A_block_list_of_many_names_answers_each()
    {
        StringBuilder text = new();
        for (int i = 0; i < 20_000; i++) text.Append("0.0.0.0 ads").Append(i).Append(".example.com\n");
        LocalNamesFixture names = new(Settings, text.ToString());

        Assert.Equal("NoError 0.0.0.0", names.Ask("ads19999.example.com"));
        Assert.Equal("NoError", names.Ask("ads7.example.com", RecordType.AAAA));
        Assert.Equal(20_000, names.Reports[0].Names);
    }

    [Theory]
    [InlineData("hosts", true)]
    [InlineData("a#b", true)]
    [InlineData(".hidden", false)]
    [InlineData("hosts~", false)]
    [InlineData("#hosts#", false)]
    [InlineData("", false)]
    public void Files_that_editors_leave_in_a_folder_are_not_read(string name, bool isHostsFile) =>
        Assert.Equal(isHostsFile, HostsFile.IsHostsFile(name));
}
