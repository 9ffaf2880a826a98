using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polymasq.Node.Logging;

namespace Polymasq.Node.Tests.Logging;

public sealed class LogFormatterTests
{
    private static readonly LogEntry Plain = new(
        new DateTimeOffset(2026, 11, 21, 9, 13, 51, 123, TimeSpan.Zero), LogLevel.Information, "leases", 1501, "gave 10.9.0.5", [], null);

    [Fact]
    public void A_line_of_text_has_time_level_category_and_message() =>
        Assert.Equal("2026-11-21T09:13:51.123Z info  leases  gave 10.9.0.5\n", Text(Plain, isForJournal: false));

    [Theory]
    [InlineData(LogLevel.Debug, "<7>")]
    [InlineData(LogLevel.Information, "<6>")]
    [InlineData(LogLevel.Warning, "<4>")]
    [InlineData(LogLevel.Error, "<3>")]
    [InlineData(LogLevel.Critical, "<2>")]
    public void The_journal_gets_its_priority_and_no_time(LogLevel level, string prefix) =>
        Assert.Equal($"{prefix}leases  gave 10.9.0.5\n", Text(Plain with { Level = level }, isForJournal: true));

    [Fact]
    public void A_failure_follows_its_line_indented() =>
        Assert.Equal(
            "2026-11-21T09:13:51.123Z info  leases  gave 10.9.0.5\n    first\n    second\n",
            Text(Plain with { Exception = "first\nsecond" }, isForJournal: false));

    [Fact]
    public void Each_line_of_a_failure_tells_the_journal_its_priority() =>
        Assert.Equal("<6>leases  gave 10.9.0.5\n<6>    first\n<6>    second\n", Text(Plain with { Exception = "first\nsecond" }, isForJournal: true));

    [Fact]
    public void A_client_cannot_end_a_line_or_move_the_cursor() =>
        Assert.EndsWith(@"name evil\n2026 info\x1b[2J" + "\n", Text(Plain with { Message = "name evil\n2026 info\u001b[2J" }, isForJournal: false), StringComparison.Ordinal);

    [Fact]
    public void Json_is_one_object_in_one_line_with_number_and_values()
    {
        string line = Written(new JsonLogFormatter(), Plain with
        {
            Message = "a\nb",
            Values = [new("LeaseSeconds", 120u), new("Address", "10.9.0.5"), new("Isnew", true), new("Name", null)],
            Exception = "first\nsecond",
        });

        Assert.Equal('\n', line[^1]);
        Assert.Equal(1, line.Count(static c => c == '\n'));
        JsonElement json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("2026-11-21T09:13:51.123Z", json.GetProperty("time").GetString());
        Assert.Equal("info", json.GetProperty("level").GetString());
        Assert.Equal("leases", json.GetProperty("category").GetString());
        Assert.Equal(1501, json.GetProperty("event").GetInt32());
        Assert.Equal("a\nb", json.GetProperty("message").GetString());
        Assert.Equal(120, json.GetProperty("values").GetProperty("leaseSeconds").GetInt32());
        Assert.Equal("10.9.0.5", json.GetProperty("values").GetProperty("address").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("values").GetProperty("name").ValueKind);
        Assert.Equal("first\nsecond", json.GetProperty("exception").GetString());
    }

    private static string Text(LogEntry entry, bool isForJournal) => Written(new TextLogFormatter(isForJournal), entry);

    private static string Written(ILogFormatter formatter, LogEntry entry)
    {
        ArrayBufferWriter<byte> output = new();
        formatter.Write(entry, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
