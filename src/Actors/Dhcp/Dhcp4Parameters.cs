using System.Text;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Actors.Dhcp;

/// <summary>The parameters of one reply: configured ones, else what follows from our own address, each given at most once.</summary>
internal ref struct Dhcp4Parameters(Dhcp4ReplyFacts facts, Ipv4Address giaddr)
{
    private readonly Dhcp4ReplyFacts _facts = facts;
    private OptionCodes _taken;

    /// <summary>What a client gets that sent no parameter request list, beside all that is configured.</summary>
    public static ReadOnlySpan<OptionCode> Unasked =>
        [OptionCode.Router, OptionCode.DnsServer, OptionCode.HostName, OptionCode.DomainName, OptionCode.Broadcast];

    /// <summary>Writes an option's value; 0 if there is none, or it was taken before.</summary>
    public int Take(OptionCode code, scoped Span<byte> room)
    {
        if (!_taken.Add(code) || IsOfServer(code)) return 0;
        if (_facts.Options.Find(code) is { } configured) return Configured(configured, room);
        return code switch
        {
            OptionCode.SubnetMask => Address(_facts.Subnet.Range.Mask, room),
            OptionCode.Broadcast => Address(_facts.Subnet.Range.Last, room),
            OptionCode.Router => Address(Router, room),
            OptionCode.DnsServer when _facts.Settings.AnnounceDns => Address(_facts.Own, room),
            OptionCode.HostName when _facts.Hostname is not null => Encoding.ASCII.GetBytes(_facts.Hostname, room),
            OptionCode.DomainName => Encoding.ASCII.GetBytes(_facts.Settings.Domain, room),
            _ => 0,
        };
    }

    /// <summary>The relay, for those behind one; else ourselves, if we are in the subnet.</summary>
    private readonly Ipv4Address Router
    {
        get
        {
            Ipv4Address router = giaddr.IsNone ? _facts.Own : giaddr;
            return _facts.Subnet.Range.Contains(router) ? router : Ipv4Address.None;
        }
    }

    private readonly int Configured(OptionValue configured, scoped Span<byte> room)
    {
        configured.Data.CopyTo(room);
        if (!configured.NamesOurselves) return configured.Data.Length;
        for (int at = 0; at + Ipv4Address.Size <= configured.Data.Length; at += Ipv4Address.Size)
            if (Ipv4Address.Read(room[at..]).IsNone) _facts.Own.Write(room[at..]);
        return configured.Data.Length;
    }

    private static int Address(Ipv4Address address, Span<byte> room)
    {
        if (address.IsNone) return 0;
        address.Write(room);
        return Ipv4Address.Size;
    }

    // These stand in the reply already, or must not, whatever the client asks for.
    private static bool IsOfServer(OptionCode code) => code is OptionCode.RenewalTime or OptionCode.RebindingTime;
}
