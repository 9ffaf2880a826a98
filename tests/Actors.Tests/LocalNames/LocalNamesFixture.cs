using System.Collections.Immutable;
using System.Net;
using Polymasq.Actors.LocalNames;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.LocalNames;

/// <summary>A resolver with hosts files and leases, asked as a lane asks it.</summary>
internal sealed class LocalNamesFixture
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public LocalNamesFixture(LocalNamesSettings settings, params string[] hostsFiles)
    {
        Resolver = new LocalResolver(settings, Leases);
        HostsTableBuilder builder = new(settings);
        Reports = [.. hostsFiles.Select((text, i) => builder.Add(new HostsFile($"/hosts{i}", text)))];
        Resolver.Publish(new LocalNamesSnapshot(settings, builder.Build()));
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
    };

    public static LocalNamesSettings Lab { get; } = Settings with { Domain = "lab.test", ExpandHosts = true };

    public static LocalNamesSettings LocalLab { get; } = Lab with { Local = ["lab.test"] };

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
    public string Ask(string name, RecordType type = RecordType.A, int size = 512)
    {
        byte[] response = new byte[size];
        int length = Answer(DnsBuilder.Query(name, type), response);
        if (length == 0) return "pass";
        DnsView view = DnsView.Of(response.AsSpan(0, length));
        Assert.True(view.Header.Flags.IsAuthoritative);
        Assert.Equal(0x4242, view.Header.Id);
        return string.Join(' ', [view.Rcode.ToString(), .. Data(response.AsSpan(0, length))]);
    }

    public int Answer(byte[] datagram, Span<byte> response)
    {
        Assert.Equal(DnsQueryStatus.Ok, DnsQueryReader.Read(datagram, out DnsQuery query));
        return Resolver.TryAnswer(datagram, query, response);
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
