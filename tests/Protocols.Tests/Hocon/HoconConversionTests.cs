using Polymasq.Protocols.Hocon;

namespace Polymasq.Protocols.Tests.Hocon;

// HOCON "Automatic type conversions", "Units format".
public sealed class HoconConversionTests
{
    private static HoconValue Value(string written) =>
        ((HoconObject)new HoconFixture().With("t", $"v = {written}").Load("t").Root!).Members["v"].Value;

    [Theory]
    [InlineData("true", true)]
    [InlineData("yes", true)]
    [InlineData("\"on\"", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    [InlineData("1", null)]
    [InlineData("True", null)]
    [InlineData("null", null)]
    [InlineData("[true]", null)]
    public void Booleans(string written, bool? expected) =>
        Assert.Equal(expected, HoconConversions.TryGetBoolean(Value(written), out bool result) ? result : null);

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("\"5\"", 5L)]
    [InlineData("1e3", 1000L)]
    [InlineData("10.0", 10L)]
    [InlineData("-7", -7L)]
    [InlineData("10.5", null)]
    [InlineData("1e30", null)]
    [InlineData("9e999", null)]
    [InlineData("five", null)]
    [InlineData("true", null)]
    [InlineData("null", null)]
    public void Whole_numbers(string written, long? expected) =>
        Assert.Equal(expected, HoconConversions.TryGetInteger(Value(written), out long result) ? result : null);

    [Theory]
    [InlineData("1.50", "1.50")]
    [InlineData("true", "true")]
    [InlineData("a b", "a b")]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void Strings(string written, string? expected) =>
        Assert.Equal(expected, HoconConversions.TryGetString(Value(written), out string result) ? result : null);

    [Theory]
    [InlineData("[a, b]", "a b")]
    [InlineData("{ 0 : a, 1 : b }", "a b")]
    [InlineData("{ 12 : b, 2 : a, x : c, -1 : d }", "a b")]
    [InlineData("[]", "")]
    [InlineData("{}", null)]
    [InlineData("{ x : a }", null)]
    [InlineData("a", null)]
    public void Lists(string written, string? expected) => Assert.Equal(
        expected,
        HoconConversions.TryGetList(Value(written), out IReadOnlyList<HoconValue> items) ? string.Join(' ', items.Select(i => ((HoconScalar)i).Text)) : null);

    [Theory]
    [InlineData("10", 10)]
    [InlineData("10ms", 10)]
    [InlineData(" 10  ms ", 10)]
    [InlineData("1.5s", 1500)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1w", 604_800_000)]
    [InlineData("1000us", 1)]
    [InlineData("1000000 nanos", 1)]
    [InlineData("-5s", -5000)]
    [InlineData("10S", null)]
    [InlineData("s", null)]
    [InlineData("1e40d", null)]
    [InlineData("10 fortnights", null)]
    [InlineData("", null)]
    public void Durations(string written, int? milliseconds) =>
        Assert.Equal(milliseconds, HoconUnits.TryReadDuration(written, out TimeSpan duration) ? (int)duration.TotalMilliseconds : null);

    [Theory]
    [InlineData("10", 10L)]
    [InlineData("10B", 10L)]
    [InlineData("1 bytes", 1L)]
    [InlineData("1kB", 1000L)]
    [InlineData("1K", 1024L)]
    [InlineData("1k", 1024L)]
    [InlineData("1KiB", 1024L)]
    [InlineData("64MiB", 67_108_864L)]
    [InlineData("64M", 67_108_864L)]
    [InlineData("1MB", 1_000_000L)]
    [InlineData("1.5 kibibytes", 1536L)]
    [InlineData("2gigabytes", 2_000_000_000L)]
    [InlineData("1E", 1_152_921_504_606_846_976L)]
    [InlineData("1Ei", 1_152_921_504_606_846_976L)]
    [InlineData("1Z", null)]
    [InlineData("1KB", null)]
    [InlineData("-1K", null)]
    [InlineData("1 furlong", null)]
    public void Sizes(string written, long? bytes) => Assert.Equal(bytes, HoconUnits.TryReadSize(written, out long size) ? size : null);
}
