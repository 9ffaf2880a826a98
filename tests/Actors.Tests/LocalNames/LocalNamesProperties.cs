using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.LocalNames;
using Polymasq.Protocols.Dns;
using static Polymasq.Actors.Tests.LocalNames.LocalNamesFixture;

namespace Polymasq.Actors.Tests.LocalNames;

public sealed class LocalNamesProperties
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static readonly string[] Pieces =
        ["192.0.2.1", "::1", " ", "\t", "\n", "#", "nas", "a.b", ".", "..", "\\", "[", "%eth0", "300.1.1.1", "\0", "é", "\r\n", new string('x', 70)];

    [Fact]
    public void Any_text_can_be_a_hosts_file() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            LocalNamesFixture names = new(Lab, text);
            HostsFileReport report = names.Reports[0];
            return report.BadLines <= text.Count(c => c == '\n') + 1 && report.FirstBadLine > 0 == report.BadLines > 0;
        }).Check(Often);

    // What resolves follows from the leases that stand, not from the way that led to them.
    [Fact]
    public void The_newest_claim_of_those_that_stand_has_the_name() =>
        Prop.ForAll(Gen.Choose(0, 999).ArrayOf().ToArbitrary(), steps =>
        {
            LocalNamesFixture names = new(Settings);
            Dictionary<int, (string Host, int Age)> standing = [];
            foreach (int step in steps) Apply(names, standing, step);
            return Enumerable.Range(0, 5).All(host => HolderIsRight(names, standing, $"h{host}"))
                && Enumerable.Range(1, 8).All(address => NameIsRight(names, standing, address));
        }).Check(Often);

    private static void Apply(LocalNamesFixture names, Dictionary<int, (string Host, int Age)> standing, int step)
    {
        int address = 1 + (step % 8), host = step / 8 % 5, age = step / 40 % 10;
        if (step % 3 == 0)
        {
            names.Leases.Remove(Key($"10.9.0.{address}"));
            standing.Remove(address);
            return;
        }

        names.Lease($"10.9.0.{address}", $"h{host}", age);
        standing[address] = ($"h{host}", age);
    }

    private static bool HolderIsRight(LocalNamesFixture names, Dictionary<int, (string Host, int Age)> standing, string host)
    {
        int holder = Holder(standing, host);
        return names.Ask(host) == (holder == 0 ? "pass" : $"NoError 10.9.0.{holder}");
    }

    private static bool NameIsRight(LocalNamesFixture names, Dictionary<int, (string Host, int Age)> standing, int address)
    {
        bool hasName = standing.TryGetValue(address, out (string Host, int Age) lease) && Holder(standing, lease.Host) == address;
        return names.Ask($"{address}.0.9.10.in-addr.arpa", RecordType.PTR) == (hasName ? $"NoError {lease.Host}." : "pass");
    }

    private static int Holder(Dictionary<int, (string Host, int Age)> standing, string host) => standing
        .Where(lease => lease.Value.Host == host)
        .OrderBy(lease => lease.Value.Age).ThenBy(lease => lease.Key)
        .Select(lease => lease.Key)
        .LastOrDefault();
}
