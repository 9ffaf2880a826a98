using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Records;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Configuration.Names;

// The texts are those of dnsmasq's options of the same name.
public sealed class LocalNamesReaderTests
{
    [Theory]
    [InlineData("host-record = \"laptop,laptop.lab.test,192.168.0.1,fd00::100,300\"", "laptop A", "300 192.168.0.1")]
    [InlineData("host-record = \"laptop,laptop.lab.test,192.168.0.1,fd00::100,300\"", "laptop.lab.test AAAA", "300 fd00::100")]
    [InlineData("host-record = \"laptop,laptop.lab.test,192.168.0.1,fd00::100,300\"", "1.0.168.192.in-addr.arpa PTR", "300 laptop.")]
    [InlineData("host-record = \"laptop,192.168.0.1\"", "laptop AAAA", "NoError")]
    [InlineData("host-record = \"laptop.corp.test,192.168.0.1\"", "laptop.corp.test MX", "pass")]
    [InlineData("host-record = \"laptop,192.168.0.1\", cname = \"a,b.test,laptop,60\"", "a A", "60 laptop. / 7 192.168.0.1")]
    [InlineData("host-record = \"laptop,192.168.0.1\", cname = [\"a,b\", \"b,laptop\"]", "a A", "7 b. / 7 laptop. / 7 192.168.0.1")]
    [InlineData("cname = [\"a,b\", \"b,a\"]", "a CNAME", "7 b.")]
    [InlineData("host-record = \"web,192.0.2.1\", cname = \"*.apps.test,web\"", "x.y.apps.test A", "7 web. / 7 192.0.2.1")]
    [InlineData("txt-record = \"_note.test,one,\\\"two, three\\\"\"", "_note.test TXT", "7 \"one\" \"two, three\"")]
    [InlineData("srv-host = \"_ldap._tcp.corp.test,ldap.corp.test,389,10,20\"", "_ldap._tcp.corp.test SRV", "7 10 20 389 ldap.corp.test.")]
    [InlineData("srv-host = \"_ldap._tcp,ldap.lab.test\", domain = lab.test", "_ldap._tcp.lab.test SRV", "7 0 0 1 ldap.lab.test.")]
    [InlineData("srv-host = \"_ldap._tcp.test\"", "_ldap._tcp.test SRV", "7 0 0 0 .")]
    [InlineData("ptr-record = \"_http._tcp.test,\\\"New Employee Page._http._tcp.test\\\"\"", "_http._tcp.test PTR", "7 new\\032employee\\032page._http._tcp.test.")]
    [InlineData("local = \"a/b.test\"", "x.a/b.test PTR", "NxDomain")] // RFC 2317 §4
    [InlineData("ptr-record = \"b._dns-sd._udp.test,lab.test\"", "b._dns-sd._udp.test PTR", "7 lab.test.")]
    [InlineData("mx-host = \"corp.test,mail.corp.test,50\"", "corp.test MX", "7 50 mail.corp.test.")]
    [InlineData("mx-host = \"corp.test,mail.corp.test,50\"", "corp.test A", "pass")]
    [InlineData("naptr-record = \"e164.test,100,10,S,SIP+D2U,!^.*$!sip:a@b!\"", "e164.test NAPTR", "7 \\# 30 0064000A0153075349502B4432550E215E2E2A24217369703A6140622100")]
    [InlineData("caa-record = \"corp.test,0,issue,ca.test\"", "corp.test CAA", "7 \\# 14 0005697373756563612E74657374")]
    [InlineData("dns-rr = \"corp.test,51,01:23:45\"", "corp.test TYPE51", "7 \\# 3 012345")]
    [InlineData("address = \"/ads.test/192.0.2.9\"", "a.b.ads.test A", "7 192.0.2.9")]
    [InlineData("address = \"/ads.test/192.0.2.9\"", "ads.test AAAA", "NoError")]
    [InlineData("address = \"/ads.test/192.0.2.9\"", "ads.test TXT", "pass")]
    [InlineData("address = [\"/ads.test/192.0.2.9\", \"/ads.test/192.0.2.10\"]", "ads.test A", "7 192.0.2.9 / 7 192.0.2.10")]
    [InlineData("address = \"/ads.test/more.test/\"", "x.more.test TXT", "NxDomain")]
    [InlineData("address = \"/ads.test/#\"", "ads.test AAAA", "7 ::")]
    [InlineData("address = \"/#/192.0.2.9\"", "anything.example A", "7 192.0.2.9")]
    [InlineData("address = \"/#/192.0.2.9\", servers = { server = 192.0.2.1, domains = [corp.example] }", "x.corp.example A", "pass")]
    [InlineData("address = \"/x.corp.example/192.0.2.9\", servers = { server = 192.0.2.1, domains = [corp.example] }", "x.corp.example A", "7 192.0.2.9")]
    [InlineData("synth-domain = \"lan.test,192.168.0.0/24,pc-\"", "pc-192-168-0-7.lan.test A", "7 192.168.0.7")]
    [InlineData("synth-domain = \"lan.test,192.168.0.10,192.168.0.20,pc*\"", "12.0.168.192.in-addr.arpa PTR", "7 pc2.lan.test.")]
    public void Records_are_what_dnsmasq_makes_of_the_same_text(string dns, string question, string expected) =>
        Assert.Equal(expected, Ask(dns, question));

    [Theory]
    [InlineData("host-record = \"laptop,10.0.1\"", "dns.host-record[0]: 'laptop,10.0.1': '10.0.1' is no address; the form is NAME[,NAME…],[IPV4],[IPV6][,TTL]")]
    [InlineData("address = \"/ads.test/1.2.3\"", "dns.address[0]: '1.2.3' is no address; the form is")]
    [InlineData("address = \"/ads.test/192.0.2.1/24\"", "dns.address[0]: '24' is no address; the form is")]
    [InlineData("address = \"/*.ads.test/192.0.2.1\"", "dns.address[0]: '*.ads.test' has a *; a domain stands for all names below it as it is, and # for every domain")]
    [InlineData("local = \"/lab.test/\"", "dns.local[0]: '/lab.test/' is not a domain name such as lab.example; it stands for all names below it as it is, without /, * and #")]
    [InlineData("local = \"#\"", "dns.local[0]: '#' is not a domain name such as lab.example; it stands for")]
    [InlineData("rebind-domain-ok = \"*.lab.test\"", "dns.rebind-domain-ok[0]: '*.lab.test' is not a domain name such as lab.example; it stands for")]
    [InlineData("servers = { server = 192.0.2.1, domains = [\"\"] }", "dns.servers[0].domains[0]: '' is not a domain name such as lab.example")]
    [InlineData("servers = \"/lab.test/192.0.2.1\"", "; dnsmasq's /DOMAIN/ADDR@FROM is { server = ADDR, domains = [ DOMAIN ], source or interface = FROM }")]
    [InlineData("servers = \"192.0.2.1@lan0\"", "; dnsmasq's /DOMAIN/ADDR@FROM is {")]
    [InlineData("ptr-record = \"192.0.2.1,laptop\"", "dns.ptr-record[0]: '192.0.2.1,laptop': '192.0.2.1' is an address, and the name of its record is 1.2.0.192.in-addr.arpa; the form is NAME,TARGET")]
    [InlineData("interface-name = \"a,lan0/5\"", "dns.interface-name[0]: 'a,lan0/5': 'lan0/5' is no interface; the form is NAME,INTERFACE[/4|/6]")]
    [InlineData("host-record = \"lap top,192.0.2.1\"", "'lap top' is no domain name")]
    [InlineData("host-record = laptop", "dns.host-record[0]: 'laptop': there is no address at its end; the form is NAME[,NAME…],[IPV4],[IPV6][,TTL]")]
    [InlineData("host-record = \"lap..top,192.0.2.1\"", "dns.host-record[0]: 'lap..top,192.0.2.1': 'lap..top' is no domain name; the form is NAME[,NAME…],[IPV4],[IPV6][,TTL]")]
    [InlineData("cname = [\"a,b\", c]", "dns.cname[1]: 'c': there is something missing; the form is ALIAS[,ALIAS…],TARGET[,TTL]")]
    [InlineData("mx-host = \"a,b,99999\"", "dns.mx-host[0]: 'a,b,99999': '99999' is not a whole number from 0 to 65535; the form is NAME,HOST[,PREFERENCE]")]
    [InlineData("dns-rr = \"a,51,012\"", "dns.dns-rr[0]: 'a,51,012': '012' are not pairs of hexadecimal digits; the form is NAME,TYPE-NUMBER[,HEX]")]
    [InlineData("dns-rr = \"a,255,01\"", "dns.dns-rr[0]: 'a,255,01': type 255 is no type of data; the form is NAME,TYPE-NUMBER[,HEX]")]
    [InlineData("address = ads.test", "dns.address[0]: 'ads.test' is not of the form /DOMAIN[/DOMAIN…]/[ADDRESS], where # is every domain, and # for an address 0.0.0.0 and ::")]
    [InlineData("synth-domain = \"lan.test,192.168.0.9,192.168.0.1\"", "dns.synth-domain[0]: 'lan.test,192.168.0.9,192.168.0.1': the last address is not after the first; the form is DOMAIN,NETWORK/LENGTH[,PREFIX[*]] or DOMAIN,FIRST,LAST[,PREFIX[*]]")]
    [InlineData("dynamic-host = \"a,b,lan0\"", "dns.dynamic-host[0]: 'a,b,lan0': 'b' is no address; the form is NAME,[IPV4],[IPV6],INTERFACE")]
    public void What_is_wrong_is_said_with_the_form_it_should_have(string dns, string error) =>
        Assert.Contains(error, ConfigurationTests.Errors($"polymasq.dns {{ {dns} }}").Single(), StringComparison.Ordinal);

    private static string Ask(string dns, string question)
    {
        LocalNamesSettings settings = ConfigurationTests.Valid($"polymasq.dns {{ no-round-robin = true, special-use = false, local-ttl = 7s, {dns} }}").Dns.LocalNames;
        string[] parts = question.Split(' ');
        Assert.True(RecordTypeText.TryParse(parts[1], out RecordType type));
        byte[] datagram = DnsBuilder.Query(parts[0], type);
        DnsQueryReader.Read(datagram, out DnsQuery query);
        byte[] response = new byte[1232];
        int length = new LocalResolver(settings, new LeaseNames()).TryAnswer(datagram, query, new QueryOrigin(), response, out _);
        if (length == 0) return "pass";

        DnsMessageReader.Open(response.AsSpan(0, length), out DnsMessageReader reader);
        reader.SkipQuestions();
        List<string> records = [];
        while (reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok) records.Add($"{record.TtlSeconds} {RecordText.FormatData(record)}");
        return records.Count > 0 ? string.Join(" / ", records) : DnsView.Of(response.AsSpan(0, length)).Rcode.ToString();
    }
}
