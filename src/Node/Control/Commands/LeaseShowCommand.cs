using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>lease show</c>: what is bound now, in the order of addresses, a page at a time.</summary>
/// <param name="ledger">Who knows.</param>
/// <param name="system">The clock that limits the waiting.</param>
/// <param name="protocol">The clock that leases run by.</param>
internal sealed class LeaseShowCommand(IActorRef<LeaseLedgerMessage> ledger, TimeProvider system, TimeProvider protocol) : IControlCommand
{
    private const int LimitDefault = 1000;
    private const int LimitMax = 5000;

    /// <summary>Packets wait while the ledger makes a page.</summary>
    private const int PageMax = 1000;

    public string Noun => "lease";

    public string Verb => "show";

    public static IReadOnlyList<string> Arguments { get; } = ["after", "limit", "all", "address", "subnet", "mac", "name"];

    public IReadOnlyList<string> Parameters => Arguments;

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        Filter filter = new(arguments);
        int limit = arguments.Number("limit", LimitDefault, 1, LimitMax);
        bool includeFree = arguments.Flag("all");
        Ipv4Address after = arguments.Parsed<Ipv4Address>("after", Ipv4Address.TryParse, "IPv4 address");
        List<LeaseEvent> found = [];
        LeaseListing page;
        bool hasMore;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            page = await ledger.AskForPeople<LeaseLedgerMessage, LeaseListing>(
                reply => LeaseLedgerMessage.Show(new LeaseShow(after, PageMax, includeFree, reply)), system).ConfigureAwait(false);
            hasMore = page.HasMore;
            foreach (LeaseEvent lease in page.Leases.Where(filter.Takes))
            {
                if (found.Count < limit) found.Add(lease);
                else hasMore = true;
            }

            if (page.Leases.Count > 0) after = page.Leases[^1].Address;
        }
        while (page.HasMore && found.Count < limit);

        DateTimeOffset now = protocol.GetUtcNow();
        string? next = hasMore && found.Count > 0 ? found[^1].Address.ToString() : null;
        return ControlReply.Of(new LeaseList([.. found.Select(lease => LeaseText.Describe(lease, now))], next, page.Bound, page.Revision), ControlJson.Default.LeaseList);
    }

    private sealed class Filter(ControlArguments arguments)
    {
        private readonly Ipv4Address _address = arguments.Parsed<Ipv4Address>("address", Ipv4Address.TryParse, "IPv4 address");
        private readonly Ipv4Subnet? _subnet = arguments.Parsed<Ipv4Subnet?>("subnet", TryParseSubnet, "subnet, as in 10.9.0.0/24");
        private readonly HardwareAddress _mac = arguments.Parsed<HardwareAddress>("mac", HardwareAddress.TryParse, "hardware address, as in 02:00:00:00:00:01");
        private readonly string? _name = arguments.Text("name");

        public bool Takes(LeaseEvent lease) =>
            (_address.IsNone || lease.Address == _address)
            && (_subnet is not { } subnet || subnet.Contains(lease.Address))
            && (_mac.IsNone || lease.Chaddr == _mac)
            && (_name is null || string.Equals(lease.Hostname, _name, StringComparison.OrdinalIgnoreCase));

        private static bool TryParseSubnet(ReadOnlySpan<char> text, out Ipv4Subnet? subnet)
        {
            bool isSubnet = Ipv4Subnet.TryParse(text, out Ipv4Subnet parsed);
            subnet = parsed;
            return isSubnet;
        }
    }
}
