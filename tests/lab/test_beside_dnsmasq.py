"""The same questions to Polymasq and to dnsmasq with the same settings, on the same machine and upstream server. What differs is meant so."""
import wire
from lab import DOMAIN, GATEWAY, UPSTREAM
from responder import ZONE
from waiting import wait_until

PORT = 5300  # dnsmasq's

HOSTS = f"""10.9.0.5 printer drucker.{DOMAIN}  # two names
10.9.0.6 nas nas.elsewhere.example
fd09::6 nas
10.9.0.8 multi
192.0.2.8 multi
10.9.0.10 UPPER
0.0.0.0 null.elsewhere.example
"""

# (option, value), the same for both
OPTIONS = (
    ("local-ttl", "30"), ("bogus-priv", ""), ("domain-needed", ""), ("localise-queries", ""),
    ("address", "/tree.example/192.0.2.10"), ("address", "/x.tree.example/192.0.2.11"), ("address", "/both.example/192.0.2.12"),
    ("address", "/both.example/2001:db8::12"), ("address", "/gone.example/"), ("address", "/a.gone.example/192.0.2.14"), ("address", "/null.example/#"),
    ("address", f"/nx.blocked.{ZONE}/192.0.2.15"),
    ("host-record", f"hr,hr.{DOMAIN},10.9.0.20,fd09::20,77"), ("host-record", "near.example,10.9.0.21"), ("host-record", "near.example,192.0.2.21"),
    ("host-record", f"nx.host.{ZONE},10.9.0.22"),
    ("cname", "c1.example,near.example"), ("cname", "c2.example,c1.example"), ("cname", "c3,c4,printer,99"),
    ("txt-record", 't.example,"a,b",c'), ("txt-record", f"_http._tcp.{DOMAIN},name=value,paper=A4"), ("txt-record", f"nx.text.{ZONE},x"),
    ("srv-host", f"_ldap._tcp.{DOMAIN},printer.{DOMAIN},389,1,2"), ("srv-host", f"_sip._udp,hr.{DOMAIN},5060"),
    ("ptr-record", '_http._tcp.services.example,"New Employee Page._http._tcp.services.example"'), ("ptr-record", f"99.0.9.10.in-addr.arpa,ptr.{DOMAIN}"),
    ("mx-host", f"nx.mail.{ZONE},hr.{DOMAIN},50"), ("mx-host", f"mx2.example,hr.{DOMAIN}"),
    ("naptr-record", "np.example,100,10,s,SIP+D2U,,_sip._udp.example"), ("caa-record", "caa.example,0,issue,ca.example"), ("dns-rr", "rr.example,65400,01:23:45"),
    ("interface-name", f"if.{DOMAIN},lan0"), ("interface-name", f"if4.{DOMAIN},lan0/4"), ("dynamic-host", f"dyn.{DOMAIN},0.0.0.30,lan0"),
    ("synth-domain", "syn.example,10.9.1.0/24,host-"), ("synth-domain", "syn6.example,fd09:1::/64,h-"), ("synth-domain", "seq.example,10.9.2.10,10.9.2.20,n*"),
)

SAME = f"""www.{ZONE} A AAAA TXT MX TYPE666
nx.{ZONE} A TXT
WWW.{ZONE} A
printer A AAAA MX
printer.{DOMAIN} A AAAA MX
drucker.{DOMAIN} A
nas A AAAA
nas.{DOMAIN} AAAA
nas.elsewhere.example A
multi A
upper.{DOMAIN} A
null.elsewhere.example A
nothing.{DOMAIN} A MX
{DOMAIN} A SOA
www.corp.{DOMAIN} A
plain A
com NS
5.0.9.10.in-addr.arpa PTR
10.0.9.10.in-addr.arpa PTR
77.0.9.10.in-addr.arpa PTR
1.0.168.192.in-addr.arpa PTR
6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.9.0.d.f.ip6.arpa PTR
tree.example A
a.b.tree.example A
x.tree.example A
other-tree.example A
both.example A AAAA
gone.example A MX
b.gone.example A
a.gone.example A
null.example A AAAA
nx.blocked.{ZONE} A TXT
x.nx.blocked.{ZONE} A
hr A AAAA
hr.{DOMAIN} A AAAA MX
20.0.9.10.in-addr.arpa PTR
near.example A
nx.host.{ZONE} A MX
c1.example A CNAME
c2.example A
c3 A AAAA
c4 A
t.example TXT
_http._tcp.{DOMAIN} TXT SRV
nx.text.{ZONE} TXT A
_ldap._tcp.{DOMAIN} SRV
_sip._udp.{DOMAIN} SRV
_http._tcp.services.example PTR
99.0.9.10.in-addr.arpa PTR
nx.mail.{ZONE} MX A
mx2.example MX
np.example NAPTR
caa.example CAA
rr.example TYPE65400
if.{DOMAIN} A
if4.{DOMAIN} A AAAA
dyn.{DOMAIN} A
host-10-9-1-5.syn.example A
HOST-10-9-1-5.SYN.example A
host-10-9-3-5.syn.example A
5.1.9.10.in-addr.arpa PTR
h-fd09-1--5.syn6.example AAAA
n10.seq.example A
n11.seq.example A
12.2.9.10.in-addr.arpa PTR"""

# question, what Polymasq says, why
OURS = (
    ("nas.elsewhere.example AAAA", "NOERROR", "a name of a hosts file has the addresses that it says and no others"),
    ("tree.example AAAA", "NOERROR", "and so has a domain with an address"),
    ("host-10-9-1-5.syn.example AAAA", "NOERROR", "and a name made of an address"),
    ("localhost A", "NOERROR 127.0.0.1", "localhost is known without a hosts file (RFC 6761)"),
    ("a.invalid A", "NXDOMAIN", "special names do not go upstream"),
    ("printer.home.arpa A", "NXDOMAIN", "nor does home.arpa (RFC 8375)"),
    (f"www.{ZONE} ANY", 'NOERROR "RFC8482" ""', "ANY is answered with next to nothing"),
    ("5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.9.0.d.f.ip6.arpa PTR",
     "NOERROR h-fd09-0001-0000-0000-0000-0000-0000-0005.syn6.example.", "a synthetic name never ends with a dash"),
)


def run(report):
    if report.with_dnsmasq:
        report.skip("all of it", "dnsmasq stands in for the gateway itself")
        return
    with report.lab() as (lab, gateway, _):
        hosts = lab.file("hosts.d/first", HOSTS)
        with gateway.config.open("a") as config:
            config.write("\n".join(hocon(hosts)))
        if report.started(gateway) and report.check("dnsmasq too", start_dnsmasq(lab, hosts) is not None):
            compare(report, lab)


def hocon(hosts):
    values = {}
    for option, value in OPTIONS:
        values.setdefault(option, []).append(value)
    for option, texts in values.items():
        quoted = ", ".join('"' + text.replace('"', '\\"') + '"' for text in texts)
        yield f"polymasq.dns.{option} = " + ("true" if texts == [""] else f'{texts[0]}s' if option == "local-ttl" else f"[{quoted}]")
    yield f'polymasq.dns.servers = ["{UPSTREAM}", {{ server = "{UPSTREAM}", domains = ["corp.{DOMAIN}"], networks = ["192.168.0.0/16"] }}]'
    yield f'polymasq.dns.addn-hosts = ["{hosts}"]\n'


def start_dnsmasq(lab, hosts):
    lines = [f"{option}={value}" if value else option for option, value in OPTIONS]
    lines += [f"server={UPSTREAM}", f"server=/corp.{DOMAIN}/{UPSTREAM}", f"rev-server=192.168.0.0/16,{UPSTREAM}", f"addn-hosts={hosts}", f"port={PORT}",
              f"listen-address={GATEWAY}", "bind-interfaces", "no-resolv", "no-hosts", "user=root", "pid-file=", "log-facility=-",
              f"domain={DOMAIN}", f"local=/{DOMAIN}/", "expand-hosts", ""]
    config = lab.file("beside.conf", "\n".join(lines))
    lab.gateway.start(["dnsmasq", "-k", "-C", str(config)], lab.folder / "beside.log")
    return wait_until(lambda: wire.ask(lab.desk, GATEWAY, wire.query("printer"), port=PORT, timeout=0.2), 5)


def compare(report, lab):
    questions = [f"{name} {kind}" for name, *kinds in map(str.split, SAME.splitlines()) for kind in kinds]
    ours, theirs = ask(lab, questions, 53), ask(lab, questions, PORT)
    for question in questions:
        mine, other = ours.get(question), theirs.get(question)
        report.check(question, is_same(mine, other), "" if is_same(mine, other) else f"{mine}, dnsmasq {other}")
    special = [question for question, _, _ in OURS]
    ours, theirs = ask(lab, special, 53), ask(lab, special, PORT)
    for question, expected, why in OURS:
        status, records = ours.get(question, ("no answer", []))
        said = " ".join([status, *(data for _, data in records)])
        report.check(f"{question}: {why}", said == expected and not is_same(ours.get(question), theirs.get(question)), "" if said == expected else said)


def is_same(mine, other):
    """The same response code and records; TTLs may have counted down."""
    return bool(mine and other) and mine[0] == other[0] and [data for _, data in mine[1]] == [data for _, data in other[1]] and all(
        abs(one[0] - two[0]) <= 5 for one, two in zip(mine[1], other[1]))


def ask(lab, questions, port):
    """{question: (status, [(TTL, record), …])}, all with one dig."""
    words = [word for question in questions for word in question.split()]
    _, text = lab.desk.run("dig", f"@{GATEWAY}", "-p", str(port), "+time=3", "+tries=1", "+noall", "+comments", "+question", "+answer", *words, timeout=60)
    answers, status, question = {}, "", None
    for line in text.splitlines():
        if "status: " in line:
            status, question = line.split("status: ")[1].split(",")[0], None
        elif line.startswith(";") and not line.startswith(";;") and len(line.split()) == 3:
            name, _, kind = line[1:].split()
            question = f"{name.rstrip('.')} {kind}"
            answers[question] = (status, [])
        elif question and line and not line.startswith(";"):
            owner, ttl, _, kind, *data = line.split()
            answers[question][1].append((int(ttl), " ".join(data)))
    for _, records in answers.values():
        records.sort(key=lambda record: record[1])
    return answers
