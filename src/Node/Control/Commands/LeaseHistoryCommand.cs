using Polymasq.Actors.Leases;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>lease history</c>: who had which address when.</summary>
/// <param name="history">Reads from disk, beside the ledger.</param>
/// <param name="protocol">The clock that leases run by, for times written as "2h ago".</param>
internal sealed class LeaseHistoryCommand(ILeaseHistory history, TimeProvider protocol) : IControlCommand
{
    private const int LimitDefault = 100;
    private const int LimitMax = 10_000;

    public string Noun => "lease";

    public string Verb => "history";

    public static IReadOnlyList<string> Arguments { get; } = ["address", "mac", "client", "from", "to", "limit"];

    public IReadOnlyList<string> Parameters => Arguments;

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        DateTimeOffset now = protocol.GetUtcNow();
        int limit = arguments.Number("limit", LimitDefault, 1, LimitMax);
        Ipv4Address address = arguments.Parsed<Ipv4Address>("address", Ipv4Address.TryParse, "IPv4 address");
        LeaseHistoryQuery query = new()
        {
            Address = address.IsNone ? null : address,
            Chaddr = arguments.Parsed<HardwareAddress>("mac", HardwareAddress.TryParse, "hardware address, as in 02:00:00:00:00:01"),
            Client = arguments.Parsed<ClientKey>("client", ClientKey.TryParse, "client identifier, as in 01:02:00:00:00:00:01"),
            From = arguments.Moment("from", now),
            To = arguments.Moment("to", now),
            Limit = limit,
        };
        IReadOnlyList<LeaseEvent> events = await Task.Run(() => Read(query), cancellation).ConfigureAwait(false);
        LeaseHistoryList found = new([.. events.Select(static e => LeaseText.Describe(e, now: null))], events.Count == limit);
        return ControlReply.Of(found, ControlJson.Default.LeaseHistoryList);
    }

    private IReadOnlyList<LeaseEvent> Read(LeaseHistoryQuery query)
    {
        try
        {
            return history.Read(query);
        }
        catch (IOException failure)
        {
            throw new ControlException(500, failure.Message, "see 'polymasq log tail' and the data directory");
        }
    }
}
