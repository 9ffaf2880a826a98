using Microsoft.Extensions.Logging;

namespace Polymasq.TestKit.Fuzzing;

/// <summary>Notices what a supervisor would hide: an actor that failed and was made anew.</summary>
public sealed class FailureWatch : ILogger
{
    /// <summary>What failed first; null while nothing has.</summary>
    public Exception? First { get; private set; }

    /// <summary>Gives this logger to everybody.</summary>
    public ILoggerFactory AsFactory() => new Factory(this);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        First ??= exception;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    private sealed class Factory(FailureWatch watch) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => watch;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
