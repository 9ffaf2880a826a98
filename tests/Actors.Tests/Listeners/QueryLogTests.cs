using Microsoft.Extensions.Logging;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class QueryLogTests
{
    private readonly Book _book = new();

    [Fact]
    public void A_query_is_one_line_with_name_type_client_and_what_became_of_it()
    {
        byte[] query = DnsBuilder.Query("www.Example.org", RecordType.AAAA);
        QueryOrigin origin = new() { Peer = IpEndpoint.From([10, 9, 0, 5], 4000) };
        QueryLog log = new(_book) { IsLogged = true };

        log.Queried(query, origin, DnsResponse.Answered, new AnswerOrigin(AnswerSource.Cache), query);
        log.Queried(query, origin, DnsResponse.Pending, default, []);
        log.Queried([1, 2, 3], origin, DnsResponse.Dropped, default, []);

        Assert.Equal(
        [
            "query[AAAA] www.Example.org from 10.9.0.5: cached NOERROR",
            "query[AAAA] www.Example.org from 10.9.0.5: forwarded",
            "query[?] (no name) from 10.9.0.5: dropped",
        ], _book.Lines);
    }

    private sealed class Book : ILogger
    {
        public List<string> Lines { get; } = [];

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
