using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Logging;

/// <summary>Turns what one category logs into entries.</summary>
internal sealed class PipelineLogger(LogPipeline pipeline, string category) : ILogger
{
    // The web framework tells of each connection; an operator wants to hear of its troubles only.
    private readonly LogLevel _floor = category.StartsWith("Microsoft.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Trace;
    private readonly string _category = LogCategory.Shorten(category);

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= pipeline.Level && logLevel >= _floor;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        string message = formatter(state, exception);
        if (message.Length > LogEntry.MessageMax) message = string.Concat(message.AsSpan(0, LogEntry.MessageMax - 1), "…");
        pipeline.Accept(new LogEntry(pipeline.Time.GetUtcNow(), logLevel, _category, eventId.Id, message, ValuesOf(state), exception?.ToString()));
    }

    /// <summary>Scopes are not used: an entry says all it has to say.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // A copy, since the generated state belongs to the caller; the last value is the template and says nothing new.
    private static KeyValuePair<string, object?>[] ValuesOf<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values ? [.. values.Where(static value => value.Key != "{OriginalFormat}")] : [];
}
