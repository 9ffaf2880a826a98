using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Logging;

/// <summary>
/// Lines for people: <c>2026-11-21T09:13:51.123Z info  leases  message</c>, or for the journal <c>&lt;6&gt;leases  message</c>. A failure's
/// stack follows, indented.
/// </summary>
internal sealed class TextLogFormatter(bool isForJournal) : ILogFormatter
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private readonly StringBuilder _line = new();

    public void Write(LogEntry entry, IBufferWriter<byte> output)
    {
        _line.Clear();
        AppendHead(entry);
        _line.Append(entry.Category).Append("  ");
        AppendVisible(entry.Message);
        _line.Append('\n');
        if (entry.Exception is not null) AppendException(entry);
        foreach (ReadOnlyMemory<char> chunk in _line.GetChunks()) Encoding.UTF8.GetBytes(chunk.Span, output);
    }

    private void AppendHead(LogEntry entry)
    {
        if (isForJournal) AppendPriority(entry.Level);
        else _line.Append(CultureInfo.InvariantCulture, $"{entry.Time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)} {entry.LevelName,-5} ");
    }

    // The journal takes each line for a message of its own, so each needs its priority.
    private void AppendException(LogEntry entry)
    {
        foreach (ReadOnlySpan<char> line in entry.Exception.AsSpan().EnumerateLines())
        {
            if (isForJournal) AppendPriority(entry.Level);
            _line.Append("    ");
            AppendVisible(line);
            _line.Append('\n');
        }
    }

    // sd-daemon(3): syslog's numbers.
    private void AppendPriority(LogLevel level)
    {
        int priority = level switch
        {
            LogLevel.Critical => 2,
            LogLevel.Error => 3,
            LogLevel.Warning => 4,
            LogLevel.Information => 6,
            _ => 7,
        };
        _line.Append('<').Append(priority).Append('>');
    }

    /// <summary>What clients and servers send may be in a message: it must not end the line or move a terminal's cursor.</summary>
    private void AppendVisible(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (c == '\n') _line.Append("\\n");
            else if (char.IsControl(c) && c != '\t') _line.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else _line.Append(c);
        }
    }
}
