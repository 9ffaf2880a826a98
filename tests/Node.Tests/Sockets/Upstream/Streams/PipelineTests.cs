using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Upstream.Streams;

// RFC 7766: connections that are used again, many questions on one, answers in any order.
public sealed class PipelineTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly StreamDnsServer _server = new();
    private readonly StreamClient _client;

    public PipelineTests() => _client = new StreamClient(time: _clock);

    private UpstreamTarget Target => UpstreamTarget.Plain(_server.Address);

    [Fact]
    public void Answers_may_come_in_any_order()
    {
        _server.Serve = static async (_, stream) =>
        {
            List<byte[]> queries = [];
            for (int i = 0; i < 20; i++) queries.Add((await StreamDnsServer.ReadAsync(stream))!);
            queries.Reverse();
            foreach (byte[] query in queries) await StreamDnsServer.WriteAsync(stream, LoopbackServer.Standard(query));
            await StreamDnsServer.ReadAsync(stream);
        };
        for (ushort i = 1; i <= 20; i++) Assert.True(_client.Ask(Target, $"host{i}.example.org", i));

        Dictionary<long, string> names = Enumerable.Range(1, 20).Select(_ => _client.Hear()).ToDictionary(static one => one.Ticket, static one => one.Reply!.Name);
        Assert.All(names, static pair => Assert.Equal($"host{pair.Key}.example.org.", pair.Value));
        Assert.Equal(1, _server.Connections);
    }

    // RFC 7766 §6.2.4
    [Fact]
    public void What_a_server_closes_on_is_asked_again_on_another_connection()
    {
        _server.Serve = static async (number, stream) =>
        {
            await StreamDnsServer.WriteAsync(stream, LoopbackServer.Standard((await StreamDnsServer.ReadAsync(stream))!));
            if (number == 1) await StreamDnsServer.ReadAsync(stream); // the second question, and away
            else await StreamDnsServer.AnswerAllAsync(stream);
        };

        Assert.Equal("192.0.2.1", _client.AddressOf(Target, "one.example.org"));
        Assert.Equal("192.0.2.1", _client.AddressOf(Target, "two.example.org"));
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public void A_server_that_closes_in_the_middle_of_its_first_answer_is_a_failure()
    {
        _server.Serve = static async (_, stream) =>
        {
            await StreamDnsServer.ReadAsync(stream);
            await stream.WriteAsync((byte[])[0, 200, 1, 2, 3]);
        };

        Assert.Null(_client.AddressOf(Target));
        Assert.Equal(1, _server.Connections);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 3, 1, 2, 3 })]
    public void A_length_that_no_message_has_ends_the_connection(byte[] garbage)
    {
        _server.Serve = async (_, stream) =>
        {
            await StreamDnsServer.ReadAsync(stream);
            await stream.WriteAsync(garbage);
            await StreamDnsServer.ReadAsync(stream);
        };

        Assert.Null(_client.AddressOf(Target));
    }

    [Fact]
    public void An_answer_to_another_question_costs_that_question_alone()
    {
        _server.Serve = static async (_, stream) =>
        {
            byte[] first = (await StreamDnsServer.ReadAsync(stream))!;
            byte[] wrong = LoopbackServer.Standard(DnsBuilder.Query("evil.example.org", RecordType.A));
            (wrong[0], wrong[1]) = (first[0], first[1]);
            await StreamDnsServer.WriteAsync(stream, wrong);
            await StreamDnsServer.AnswerAllAsync(stream);
        };

        Assert.Null(_client.AddressOf(Target));
        Assert.Equal("192.0.2.1", _client.AddressOf(Target));
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public void A_whole_message_of_65535_octets_arrives()
    {
        _server.Serve = static async (_, stream) =>
        {
            byte[] query = (await StreamDnsServer.ReadAsync(stream))!;
            int rest = 65_535 - DnsBuilder.ReplyTo(query).Answer("www.example.org", RecordType.TXT, 300, []).ToArray().Length;
            await StreamDnsServer.WriteAsync(stream, DnsBuilder.ReplyTo(query).Answer("www.example.org", RecordType.TXT, 300, new byte[rest]).ToArray());
            await StreamDnsServer.ReadAsync(stream);
        };
        Assert.True(_client.Ask(Target, "www.example.org", 5));

        Assert.Equal(65_535, _client.Hear().Reply!.Length);
    }

    [Fact]
    public void A_server_that_says_nothing_is_a_failure_after_the_time_given_and_then_left()
    {
        using ManualResetEventSlim asked = new();
        _server.Serve = async (number, stream) =>
        {
            if (number > 1) await StreamDnsServer.AnswerAllAsync(stream);
            await StreamDnsServer.ReadAsync(stream);
            asked.Set();
            await StreamDnsServer.ReadAsync(stream);
        };
        Assert.True(_client.Ask(Target, "www.example.org", 5, seconds: 2));
        Assert.True(asked.Wait(30_000));
        Assert.Equal(0, _client.Told);

        Pass(TimeSpan.FromSeconds(2));

        Assert.Equal((5, null), _client.Hear());
        Assert.Equal("192.0.2.1", _client.AddressOf(Target));
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public void A_server_that_refuses_is_a_failure_and_left_alone_for_a_moment()
    {
        _server.Dispose();
        Assert.Null(_client.AddressOf(Target));
        Assert.Null(_client.AddressOf(Target));
    }

    // RFC 7766 §6.2.3
    [Fact]
    public void An_idle_connection_is_closed()
    {
        using ManualResetEventSlim closed = new();
        _server.Serve = async (_, stream) =>
        {
            await StreamDnsServer.AnswerAllAsync(stream);
            closed.Set();
        };
        Assert.Equal("192.0.2.1", _client.AddressOf(Target));
        Assert.False(closed.IsSet);

        Pass(TimeSpan.FromSeconds(31));

        Assert.True(closed.Wait(30_000));
    }

    // RFC 7828 §3.4: a timeout of 0 asks the client to close.
    [Fact]
    public void A_server_that_wants_to_be_left_is_left()
    {
        using ManualResetEventSlim closed = new();
        _server.Serve = async (_, stream) =>
        {
            byte[] query = (await StreamDnsServer.ReadAsync(stream))!;
            byte[] reply = DnsBuilder.ReplyTo(query).A("www.example.org", 300, "192.0.2.1").Opt().ToArray();
            reply[^1] = 6; // RDLENGTH
            await StreamDnsServer.WriteAsync(stream, [.. reply, 0, 11, 0, 2, 0, 0]);
            await StreamDnsServer.ReadAsync(stream);
            closed.Set();
        };
        Assert.Equal("192.0.2.1", _client.AddressOf(Target));
        Pass(TimeSpan.FromMilliseconds(1));

        Assert.True(closed.Wait(30_000));
    }

    [Fact]
    public void Exchanges_are_limited()
    {
        using StreamClient few = new(exchangesMax: 2);
        _server.Serve = static async (_, stream) =>
        {
            byte[] query = (await StreamDnsServer.ReadAsync(stream))!;
            await StreamDnsServer.ReadAsync(stream);
            await StreamDnsServer.WriteAsync(stream, LoopbackServer.Standard(query));
            await StreamDnsServer.ReadAsync(stream);
        };
        Assert.True(few.Ask(Target, "one.example.org", 1));
        Assert.True(few.Ask(Target, "two.example.org", 2));
        Assert.False(few.Ask(Target, "three.example.org", 3));

        Assert.NotNull(few.Hear().Reply);
        Assert.True(few.Ask(Target, "three.example.org", 3));
    }

    private void Pass(TimeSpan time)
    {
        TimeSpan end = _clock.Elapsed + time;
        while (_clock.NextDue is { } due && due < end) _clock.MoveTo(due);
        _clock.MoveTo(end);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }
}
