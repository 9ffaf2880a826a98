using System.CommandLine;
using System.Globalization;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq cache show [NAME]</c>.</summary>
internal static class CacheShowCommand
{
    public static Command Create(SharedOptions shared)
    {
        Argument<string?> name = new("NAME") { Description = "Only what is cached for this name", Arity = ArgumentArity.ZeroOrOne };
        Option<int?> limit = new("--limit", "-l") { Description = "Show at most so many entries (1000)", HelpName = "COUNT" };
        Command command = new("show", "Show cached responses") { name, limit };
        shared.SetAction(command, (session, result) => Run(session, result.GetValue(name), result.GetValue(limit)));
        return command;
    }

    private static async Task Run(Session session, string? name, int? limit)
    {
        CacheList list = await session.Get("cache", "show", ControlJson.Default.CacheList,
            ("name", name), ("limit", limit?.ToString(CultureInfo.InvariantCulture))).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(list, ControlJson.Default.CacheList);
            return;
        }

        foreach (CacheItem entry in list.Entries.OrderBy(static e => e.Name, StringComparer.Ordinal).ThenBy(static e => e.Type, StringComparer.Ordinal)) Print(session, entry);
        session.Count(Words.Count(list.Entries.Count, "entry", "entries") + (list.HasMore ? ", and more: --limit shows them" : ""));
    }

    private static void Print(Session session, CacheItem entry)
    {
        string type = entry.Class == "IN" ? entry.Type : $"{entry.Class} {entry.Type}";
        string marks = (entry.Changed is null ? "" : $", {entry.Changed}") + (entry.Dnssec ? " dnssec" : "") + (entry.CheckingDisabled ? " cd" : "");
        session.Item(entry.Name, type, Reason(entry) + marks, Life(entry), Words.Bytes(entry.Bytes));
    }

    private static string Reason(CacheItem entry) => entry.Answer switch
    {
        "nxdomain" => "nxdomain: no such name",
        "nodata" => "nodata: none of this type",
        string other => other,
    };

    private static string Life(CacheItem entry)
    {
        if (entry.TtlSeconds >= 0) return $"{Words.Duration(entry.TtlSeconds)} left";
        string expired = $"expired {Words.Duration(-entry.TtlSeconds)} ago";
        if (entry.StaleSeconds is { } seconds) return $"stale: {expired}, given out for {Words.Duration(seconds)} more since upstream fails";
        return entry.Answer == "failure" ? expired : $"{expired}, kept in case upstream fails";
    }
}
