using Microsoft.Extensions.Logging;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>log.dhcp: one line for each message, in the form that dnsmasq's users read.</summary>
public sealed class LogTests
{
    private readonly LineLog _log = new();

    [Fact]
    public void An_exchange_reads_as_it_does_in_dnsmasq()
    {
        DhcpFixture lan = new(Lan.Settings(Lan.Subnet(range: "10.9.0.101")) with { LogTransactions = true }, log: _log);
        SentMessage offer = lan.Ask(Lan.Message(MessageType.Discover));
        lan.Ask(DhcpFixture.Selecting(offer).With(OptionCode.HostName, [.. "laptop"u8]));

        Assert.Equal(
            [
                "DHCPDISCOVER(lan0) 02:00:00:00:00:01", "DHCPOFFER(lan0) 10.9.0.101 02:00:00:00:00:01",
                "DHCPREQUEST(lan0) 10.9.0.101 02:00:00:00:00:01", "DHCPACK(lan0) 10.9.0.101 02:00:00:00:00:01 laptop",
            ],
            _log.Lines);
    }

    [Fact]
    public void Refusals_and_silence_say_why()
    {
        DhcpFixture lan = new(Lan.Settings() with { LogTransactions = true, Authoritative = false }, log: _log);
        lan.Send(Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, "192.168.1.5"));
        lan.Send(Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, "10.9.0.150"));

        Assert.Contains("DHCPNAK(lan0) 192.168.1.5 02:00:00:00:00:01 wrong network", _log.Lines);
        Assert.Contains("DHCPREQUEST(lan0) 10.9.0.150 02:00:00:00:00:01 not answered: lease not found", _log.Lines);
    }

    [Fact]
    public void Nothing_is_written_unless_asked_for_and_never_for_a_broken_packet()
    {
        new DhcpFixture(log: _log).Lease();
        new DhcpFixture(Lan.Settings() with { LogTransactions = true }, log: _log).Send([1, 2, 3]);

        Assert.Empty(_log.Lines);
    }

    private sealed class LineLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
