using System.CommandLine;
using System.Globalization;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq lease show</c>.</summary>
internal sealed class LeaseShowCommand
{
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Released and expired addresses too" };
    private readonly Option<string?> _address = new("--address", "-i") { Description = "Only this address", HelpName = "ADDRESS" };
    private readonly Option<string?> _subnet = new("--subnet") { Description = "Only addresses in this subnet", HelpName = "ADDRESS/BITS" };
    private readonly Option<string?> _mac = new("--mac", "-m") { Description = "Only what this hardware address has", HelpName = "MAC" };
    private readonly Option<string?> _name = new("--name", "-n") { Description = "Only hosts of this name", HelpName = "NAME" };
    private readonly Option<int?> _limit = new("--limit", "-l") { Description = "Show at most so many leases (all)", HelpName = "COUNT" };

    public static Command Create(SharedOptions shared)
    {
        LeaseShowCommand options = new();
        Command command = new("show", "Show leases in the order of addresses")
        {
            options._all, options._address, options._subnet, options._mac, options._name, options._limit,
        };
        shared.SetAction(command, options.Run);
        return command;
    }

    private async Task Run(Session session, ParseResult result)
    {
        LeaseList all = await Collect(session, result).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(all, ControlJson.Default.LeaseList);
            return;
        }

        foreach (LeaseInfo lease in all.Leases) Print(session, lease);
        session.Count(Words.Count(all.Leases.Count, "lease", "leases") + (all.Next is null ? "" : ", and more: --limit shows them"));
    }

    // A gateway makes no more than a page at a time, so that no packet waits for an operator.
    private async Task<LeaseList> Collect(Session session, ParseResult result)
    {
        List<LeaseInfo> leases = [];
        int limit = result.GetValue(_limit) ?? int.MaxValue;
        string? after = null;
        LeaseList page;
        do
        {
            page = await session.Get("lease", "show", ControlJson.Default.LeaseList,
                ("all", result.GetValue(_all) ? "true" : null), ("address", result.GetValue(_address)), ("subnet", result.GetValue(_subnet)),
                ("mac", result.GetValue(_mac)), ("name", result.GetValue(_name)), ("after", after),
                ("limit", limit - leases.Count < 1000 ? (limit - leases.Count).ToString(CultureInfo.InvariantCulture) : null)).ConfigureAwait(false);
            leases.AddRange(page.Leases);
            after = page.Next;
        }
        while (after is not null && leases.Count < limit);
        return page with { Leases = leases };
    }

    private static void Print(Session session, LeaseInfo lease)
    {
        string life = lease switch
        {
            { State: "free" } => $"{lease.Event} {Words.Moment(lease.At)}",
            { SecondsLeft: { } left } => $"{Words.Duration(left)} left",
            _ => "for ever",
        };
        session.Item(lease.Address, lease.Hostname, lease.Mac, lease.State, life, lease.Since is { } since ? $"since {Words.Moment(since)}" : null, lease.VendorClass);
    }
}
