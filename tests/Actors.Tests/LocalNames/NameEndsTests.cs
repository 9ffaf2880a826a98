using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.LocalNames;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Tests.LocalNames;

public sealed class NameEndsTests
{
    [Fact]
    public void What_is_known_and_all_below_it_is_never_ruled_out() =>
        Prop.ForAll(Names().ArrayOf().ToArbitrary(), Names().ToArbitrary(), (known, asked) =>
        {
            NameEnds ends = new([.. known.Select(Wire)]);
            bool isKnown = known.Any(name => WireName.IsAtOrBelow(Wire(asked), Wire(name)) || (name.StartsWith("*.", StringComparison.Ordinal) && WireName.IsAtOrBelow(Wire(asked), Wire(name[2..]))));
            return !isKnown || ends.MayKnow(Wire(asked));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(12));

    [Theory]
    [InlineData(3)]
    [InlineData(30_000)]
    public void Most_of_what_is_not_known_is_ruled_out(int names)
    {
        NameEnds ends = new([.. Enumerable.Range(0, names).Select(static i => Wire($"host.known{i}.lab"))]);
        int taken = Enumerable.Range(0, 10_000).Count(i => ends.MayKnow(Wire($"www.site{i}.example")));
        Assert.InRange(taken, 0, 2_500);
    }

    [Theory]
    [InlineData("printer")]
    [InlineData(".")]
    public void A_name_of_one_label_may_always_be_a_host_here(string name) => Assert.True(new NameEnds([]).MayKnow(Wire(name)));

    private static Gen<string> Names() =>
        from star in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Constant("*.")))
        from labels in Gen.Elements("a", "b", "com", "longer-than-eight").ArrayOf().Resize(4)
        select labels.Length == 0 ? "." : star + string.Join('.', labels);

    private static byte[] Wire(string name) => DnsNameText.ToLowerWire(name)!;
}
