using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.LocalNames.Blocking;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.LocalNames;

/// <summary>A resolver with hosts files and leases, asked as a lane asks it.</summary>
internal sealed class LocalNamesFixture
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public LocalNamesFixture(LocalNamesSettings settings, params string[] hostsFiles) : this(settings, hostsFiles, blocklist: "")
    {
    }

    public LocalNamesFixture(LocalNamesSettings settings, string[] hostsFiles, string blocklist)
    {
        Resolver = new LocalResolver(settings, Leases);
        LocalNamesMessage.HostsRead hosts = ReadHosts(settings, [.. hostsFiles.Select(static (text, i) => ($"/hosts{i}", text))]);
        LocalNamesMessage.BlocklistsRead blocked = ReadBlocklists(("/blocklist", blocklist));
        Reports = hosts.Files;
        Resolver.Publish(new LocalNamesSnapshot(settings, hosts.Table, blocked.Blocked, Interfaces));
    }

    public static LocalNamesSettings Settings { get; } = new()
    {
        Domain = "",
        Local = [],
        HostsFile = "/etc/hosts",
        NoHosts = false,
        AddnHosts = [],
        ExpandHosts = false,
        DhcpFqdn = false,
        LocalTtlSeconds = 0,
        NoRoundRobin = true,
    };

    public static LocalNamesSettings Lab { get; } = Settings with { Domain = "lab.test", ExpandHosts = true };

    public static LocalNamesSettings LocalLab { get; } = Lab with { Local = ["lab.test"] };

    /// <summary>lan0 has 10.9.0.1/24, 192.0.2.129/25 and 2001:db8:9::1/64.</summary>
    public static InterfaceSet Interfaces { get; } = new(
    [
        new InterfaceInfo
        {
            Index = 2,
            Name = "lan0",
            Addresses =
            [
                new InterfaceAddress(IPAddress.Parse("10.9.0.1"), 24, AddressScope.Universe, AddressFlags.None),
                new InterfaceAddress(IPAddress.Parse("192.0.2.129"), 25, AddressScope.Universe, AddressFlags.None),
                new InterfaceAddress(IPAddress.Parse("2001:db8:9::1"), 64, AddressScope.Universe, AddressFlags.None),
                new InterfaceAddress(IPAddress.Parse("fe80::1"), 64, AddressScope.Link, AddressFlags.None),
            ],
        },
    ]);

    public LeaseNames Leases { get; } = new();

    public LocalResolver Resolver { get; }

    public ImmutableArray<HostsFileReport> Reports { get; }

    public static AddressKey Key(string address) => AddressKey.Of(IPAddress.Parse(address).GetAddressBytes());

    public LocalNamesFixture Lease(string address, string hostname, int age = 0)
    {
        Leases.Set(Key(address), hostname, Start + TimeSpan.FromSeconds(age));
        return this;
    }

    /// <summary>"pass" for what is not local; otherwise RCODE and answers.</summary>
    /// <param name="to">The address the query was sent to.</param>
    public string Ask(string name, RecordType type = RecordType.A, int size = 512, string to = "127.0.0.1")
    {
        byte[] response = new byte[size];
        int length = Answer(DnsBuilder.Query(name, type), response, to);
        return length == 0 ? "pass" : Show(response.AsSpan(0, length), id: 0x4242);
    }

    /// <summary>Asks for addresses in a query with this ID.</summary>
    public string AskWithId(string name, ushort id)
    {
        byte[] response = new byte[512], query = DnsBuilder.Query(name, RecordType.A);
        BinaryPrimitives.WriteUInt16BigEndian(query, id);
        return Show(response.AsSpan(0, Answer(query, response)), id);
    }

    public static LocalNamesMessage.HostsRead ReadHosts(LocalNamesSettings settings, params (string Path, string Text)[] files) =>
        (LocalNamesMessage.HostsRead)Read(new HostsIntake(settings), files);

    public static LocalNamesMessage.BlocklistsRead ReadBlocklists(params (string Path, string Text)[] files) =>
        (LocalNamesMessage.BlocklistsRead)Read(new BlocklistIntake(), files);

    public static LocalNamesMessage Read(ILineIntake<LocalNamesMessage> intake, (string Path, string Text)[] files)
    {
        foreach ((string path, string text) in files)
        {
            intake.Begin(path);
            foreach (string line in text.Split('\n')) intake.Take(Encoding.UTF8.GetBytes(line));
            intake.End("");
        }

        return intake.Finish();
    }

    /// <summary>What answered last.</summary>
    public LocalSource Source { get; private set; }

    public int Answer(byte[] datagram, Span<byte> response, string to = "127.0.0.1")
    {
        Assert.Equal(DnsQueryStatus.Ok, DnsQueryReader.Read(datagram, out DnsQuery query));
        QueryOrigin origin = new() { Local = IpEndpoint.From(IPAddress.Parse(to), 53) };
        int length = Resolver.TryAnswer(datagram, query, origin, response, out LocalSource source);
        Source = source;
        return length;
    }

    private static string Show(ReadOnlySpan<byte> response, ushort id)
    {
        DnsView view = DnsView.Of(response);
        Assert.True(view.Header.Flags.IsAuthoritative);
        Assert.Equal(id, view.Header.Id);
        return string.Join(' ', [view.Rcode.ToString(), .. Data(response)]);
    }

    private static List<string> Data(ReadOnlySpan<byte> message)
    {
        DnsMessageReader.Open(message, out DnsMessageReader reader);
        reader.SkipQuestions();
        List<string> data = [];
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok) data.Add(RecordText.FormatData(record));
        return data;
    }
}
