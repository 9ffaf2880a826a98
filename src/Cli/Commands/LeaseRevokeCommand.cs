using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq lease revoke ADDRESS</c>.</summary>
internal static class LeaseRevokeCommand
{
    public static Command Create(SharedOptions shared)
    {
        Argument<string> address = new("ADDRESS") { Description = "The address to take back" };
        Command command = new("revoke", "Take an address back from who has it, or out of quarantine; a client that has it is not told") { address };
        shared.SetAction(command, (session, result) => Run(session, result.GetValue(address)));
        return command;
    }

    private static async Task Run(Session session, string? address)
    {
        LeaseInfo lease = await session.Post("lease", "revoke", ControlJson.Default.LeaseInfo, ("address", address)).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(lease, ControlJson.Default.LeaseInfo);
            return;
        }

        session.Item(lease.Address, lease.Hostname, lease.Mac, lease.State, $"{lease.Event} {Words.Moment(lease.At)}");
        session.Count("1 lease revoked");
    }
}
