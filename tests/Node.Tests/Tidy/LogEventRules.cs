using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Tests.Tidy;

/// <summary>An operator may rely on an event ID: it names one message, and its hundred names the part that says it.</summary>
public sealed class LogEventRules
{
    // A new folder that logs gets a line here. Folders share a block only where they are one part to an operator.
    private static readonly Dictionary<string, int> Blocks = new()
    {
        ["Polymasq.Actors.Clustering.Journal"] = 1700,
        ["Polymasq.Actors.Kernel"] = 1000,
        ["Polymasq.Actors.Listeners"] = 1100,
        ["Polymasq.Actors.Caching"] = 1200,
        ["Polymasq.Actors.Upstreams"] = 1300,
        ["Polymasq.Actors.LocalNames"] = 1400,
        ["Polymasq.Actors.Leases"] = 1500,
        ["Polymasq.Actors.Dhcp"] = 1600,
        ["Polymasq.Actors.Clustering"] = 1700,
        ["Polymasq.Node.Sockets"] = 2000,
        ["Polymasq.Node.Interfaces"] = 2000,
        ["Polymasq.Node.Files"] = 2000,
        ["Polymasq.Node.Stores"] = 2100,
        ["Polymasq.Node.Control"] = 2200,
        ["Polymasq.Node.Configuration"] = 2300,
        ["Polymasq.Node"] = 2400,
        ["Polymasq.Node.Hosting"] = 2400,
        ["Polymasq.Node.Etcd"] = 2500,
    };

    [Fact]
    public void Every_event_ID_names_one_message()
    {
        IEnumerable<string> twice = Events().GroupBy(found => found.Id).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key}: {string.Join(", ", same.Select(found => found.Method))}");

        Assert.Empty(twice);
    }

    [Fact]
    public void Every_event_ID_lies_in_the_block_of_its_folder()
    {
        IEnumerable<string> strays = Events()
            .Where(found => !Blocks.TryGetValue(found.Namespace, out int block) || found.Id / 100 * 100 != block)
            .Select(found => $"{found.Method} has {found.Id}, its namespace {found.Namespace} has block {Blocks.GetValueOrDefault(found.Namespace)}");

        Assert.Empty(strays);
    }

    private static IEnumerable<(int Id, string Namespace, string Method)> Events() =>
        from name in (string[])["Polymasq.Protocols", "Polymasq.Actors", "polymasqd", "polymasq"]
        from type in Assembly.Load(name).GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select (message.EventId, type.Namespace ?? "", $"{type.Name}.{method.Name}");
}
