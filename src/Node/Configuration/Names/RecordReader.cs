using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Configuration.Names;

/// <summary>Reads the keys that make single records. Their texts are those that dnsmasq takes behind the option of the same name.</summary>
internal static class RecordReader
{
    private const int DefaultPort = 1, DefaultPreference = 1; // dnsmasq's

    /// <param name="dns">The block dns.</param>
    /// <param name="domain">dns.domain: where services without a domain are; empty for none.</param>
    public static ImmutableArray<ConfiguredRecord> Read(ConfigurationSection dns, string domain)
    {
        ImmutableArray<ConfiguredRecord>.Builder records = ImmutableArray.CreateBuilder<ConfiguredRecord>();
        Each(dns, "host-record", "NAME[,NAME…],[IPV4],[IPV6][,TTL]", fields => records.AddRange(Host(fields)));
        Each(dns, "cname", "ALIAS[,ALIAS…],TARGET[,TTL]", fields => records.AddRange(Aliases(fields)));
        Each(dns, "txt-record", "NAME[,TEXT…]", fields => records.Add(Text(fields)));
        Each(dns, "srv-host", "_SERVICE._PROTOCOL[.DOMAIN][,TARGET[,PORT[,PRIORITY[,WEIGHT]]]]", fields => records.Add(Service(fields, domain)));
        Each(dns, "ptr-record", "NAME,TARGET", fields => records.Add(Pointer(fields)));
        Each(dns, "mx-host", "NAME,HOST[,PREFERENCE]", fields => records.Add(MailExchange(fields)));
        Each(dns, "naptr-record", "NAME,ORDER,PREFERENCE,FLAGS,SERVICE,REGEXP[,REPLACEMENT]", fields => records.Add(NamingAuthority(fields)));
        Each(dns, "caa-record", "NAME,FLAGS,TAG,VALUE", fields => records.Add(CertificateAuthority(fields)));
        Each(dns, "dns-rr", "NAME,TYPE-NUMBER[,HEX]", fields => records.Add(Opaque(fields)));
        return records.ToImmutable();
    }

    private static void Each(ConfigurationSection dns, string key, string form, Action<RecordFields> read)
    {
        foreach (ConfigurationValue item in dns.Items(key)) read(new RecordFields(item, form));
    }

    private static List<ConfiguredRecord> Host(RecordFields fields)
    {
        int? ttl = fields.TakeTtl();
        List<ConfiguredRecord> records = [];
        List<IPAddress> addresses = [];
        while (fields.Count > 1 && AddressText.TryParse(fields.Last, out IPAddress address))
        {
            addresses.Insert(0, address);
            fields.RemoveLast();
        }

        if (fields.Count > 1 && fields.Last.All(static letter => letter == '.' || char.IsAsciiDigit(letter))) fields.Wrong($"'{fields.Last}' is no address");
        if (addresses.Count == 0) fields.Wrong("there is no address at its end");
        ImmutableArray<byte>[] names = [.. Enumerable.Range(0, fields.Count).Select(fields.Name)];
        foreach (IPAddress address in addresses)
        {
            byte[] octets = address.GetAddressBytes();
            RecordType type = address.AddressFamily == AddressFamily.InterNetwork ? RecordType.A : RecordType.AAAA;
            records.AddRange(names.Select(name => new ConfiguredRecord(name, type, [.. octets], ttl)));
            records.Add(new ConfiguredRecord([.. ReverseName.Write(octets)], RecordType.PTR, names[0], ttl));
        }

        return records;
    }

    private static IEnumerable<ConfiguredRecord> Aliases(RecordFields fields)
    {
        int? ttl = fields.TakeTtl();
        fields.Need(2);
        ImmutableArray<byte> target = fields.Name(fields.Count - 1);
        return [.. Enumerable.Range(0, Math.Max(1, fields.Count - 1)).Select(at => new ConfiguredRecord(fields.Name(at), RecordType.CNAME, target, ttl))];
    }

    private static ConfiguredRecord Text(RecordFields fields)
    {
        RecordData data = new();
        for (int at = 1; at < Math.Max(2, fields.Count); at++) data.Strings(fields.Text(at));
        return new ConfiguredRecord(fields.InstanceName(0), RecordType.TXT, data.Done());
    }

    private static ConfiguredRecord Service(RecordFields fields, string domain)
    {
        bool isBare = domain.Length > 0 && fields.Text(0).Trim('.').Split('.').All(static label => label.StartsWith('_'));
        ImmutableArray<byte> owner = isBare ? fields.NameOf($"{fields.Text(0).Trim('.')}.{domain}") : fields.InstanceName(0);
        // RFC 2782: the root as target says that there is decidedly no such service.
        ImmutableArray<byte> target = fields.Has(1) ? fields.Name(1) : [0];
        RecordData data = new RecordData()
            .Number16(fields.Number(3, ushort.MaxValue, 0))
            .Number16(fields.Number(4, ushort.MaxValue, 0))
            .Number16(fields.Number(2, ushort.MaxValue, fields.Has(1) ? DefaultPort : 0))
            .Name(target);
        return new ConfiguredRecord(owner, RecordType.SRV, data.Done());
    }

    private static ConfiguredRecord Pointer(RecordFields fields)
    {
        fields.Need(2);
        if (AddressText.TryParse(fields.Text(0), out IPAddress address) && DnsName.TryFromWire(ReverseName.Write(address.GetAddressBytes()), out DnsName reverse))
            fields.Wrong($"'{fields.Text(0)}' is an address, and the name of its record is {DnsNameText.FormatRelative(reverse)}");
        return new ConfiguredRecord(fields.InstanceName(0), RecordType.PTR, fields.InstanceName(1));
    }

    private static ConfiguredRecord MailExchange(RecordFields fields)
    {
        fields.Need(2);
        RecordData data = new RecordData().Number16(fields.Number(2, ushort.MaxValue, DefaultPreference)).Name(fields.Name(1));
        return new ConfiguredRecord(fields.Name(0), RecordType.MX, data.Done());
    }

    // RFC 3403 §4.1.
    private static ConfiguredRecord NamingAuthority(RecordFields fields)
    {
        fields.Need(6);
        RecordData data = new RecordData().Number16(fields.Number(1, ushort.MaxValue, 0)).Number16(fields.Number(2, ushort.MaxValue, 0));
        for (int at = 3; at <= 5; at++) data.String(Short(fields, at));
        data.Name(fields.Has(6) ? fields.Name(6) : [0]);
        return new ConfiguredRecord(fields.Name(0), RecordType.NAPTR, data.Done());
    }

    // RFC 8659 §4.1: the value takes what is left, so it has no length.
    private static ConfiguredRecord CertificateAuthority(RecordFields fields)
    {
        fields.Need(4);
        RecordData data = new RecordData().Number8(fields.Number(1, byte.MaxValue, 0)).String(Short(fields, 2)).Octets(Encoding.UTF8.GetBytes(fields.Text(3)));
        return new ConfiguredRecord(fields.Name(0), RecordType.CAA, data.Done());
    }

    private static ConfiguredRecord Opaque(RecordFields fields)
    {
        fields.Need(2);
        int type = fields.Number(1, ushort.MaxValue, 0);
        if (type is 0 or (int)RecordType.OPT or (>= (int)RecordType.TKEY and <= (int)RecordType.ANY)) fields.Wrong($"type {type} is no type of data");
        return new ConfiguredRecord(fields.Name(0), (RecordType)type, Hex(fields, 2));
    }

    private static ImmutableArray<byte> Hex(RecordFields fields, int at)
    {
        string digits = fields.Text(at).Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        bool isHex = digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit);
        if (!isHex) fields.Wrong($"'{fields.Text(at)}' are not pairs of hexadecimal digits");
        return isHex ? [.. Convert.FromHexString(digits)] : [];
    }

    private static string Short(RecordFields fields, int at)
    {
        string text = fields.Text(at);
        if (Encoding.UTF8.GetByteCount(text) <= RecordData.StringLengthMax) return text;
        fields.Wrong(string.Create(CultureInfo.InvariantCulture, $"'{text[..20]}…' is longer than {RecordData.StringLengthMax} octets"));
        return "";
    }
}
