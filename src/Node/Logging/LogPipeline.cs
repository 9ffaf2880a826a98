using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Logging;

/// <summary>
/// Where all loggers of the daemon end: each entry goes into the ring that <c>log tail</c> reads, and through a bounded queue to
/// standard error. Logging never waits.
/// </summary>
internal sealed class LogPipeline : ILoggerProvider
{
    private const int QueueEntries = 4096;
    private const int RingEntries = 1000;

    private readonly ConcurrentDictionary<string, PipelineLogger> _loggers = new();
    private readonly LogWriter _writer;
    private volatile LogLevel _level;

    /// <param name="level">What is less than this is not logged; <see cref="Level"/> changes it.</param>
    /// <param name="format">How lines look.</param>
    /// <param name="output">Standard error; only the writer's thread uses it.</param>
    /// <param name="time">The clock of the entries.</param>
    /// <param name="queueEntries">Entries that may wait for the output.</param>
    public LogPipeline(LogLevel level, LogLineFormat format, Stream output, TimeProvider time, int queueEntries = QueueEntries)
    {
        _level = level;
        Time = time;
        ILogFormatter formatter = format == LogLineFormat.Json ? new JsonLogFormatter() : new TextLogFormatter(isForJournal: format == LogLineFormat.Journal);
        _writer = new LogWriter(output, formatter, time, queueEntries);
    }

    /// <summary>The least level that is logged. May change at any time.</summary>
    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>The newest entries, and the way to follow the log.</summary>
    public LogRing Ring { get; } = new(RingEntries);

    /// <summary>Entries that standard error was too slow for, since the start.</summary>
    public long Lost => _writer.Lost;

    internal TimeProvider Time { get; }

    /// <summary>What <c>log.format = text</c> means here: systemd's journal has its own time stamps and reads the level from each line.</summary>
    public static LogLineFormat TextFormat() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("JOURNAL_STREAM")) ? LogLineFormat.Text : LogLineFormat.Journal;

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, static (name, pipeline) => new PipelineLogger(pipeline, name), this);

    /// <summary>Writes out what is queued and ends; waits for a second at most.</summary>
    public void Dispose() => _writer.Dispose();

    internal void Accept(LogEntry entry)
    {
        Ring.Add(entry);
        _writer.Write(entry);
    }
}
