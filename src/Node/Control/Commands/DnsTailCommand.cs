using System.Net;
using System.Runtime.CompilerServices;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>dns tail</c>: queries as they are answered.</summary>
internal sealed class DnsTailCommand(QueryFeed feed) : IControlCommand
{
    private const int Room = 4096;

    /// <summary>How often a loss is told while queries come faster than they are read.</summary>
    private const int LinesPerLook = 1000;

    public string Noun => "dns";

    public string Verb => "tail";

    public IReadOnlyList<string> Parameters => ["client", CacheName.Parameter, "rcode"];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        QueryFilter filter = new(
            arguments.Parsed<IPNetwork?>("client", TryParseClient, "address, and no prefix as in 10.9.0.0/24"),
            CacheName.Of(arguments),
            arguments.Parsed<Rcode?>("rcode", TryParseRcode, "RCODE: noerror, formerr, servfail, nxdomain, notimp, refused"));
        return Task.FromResult(ControlReply.Lines(Lines(filter, cancellation), ControlJson.Default.DnsTailLine));
    }

    private async IAsyncEnumerable<DnsTailLine> Lines(QueryFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using QuerySubscription subscription = feed.Follow(filter, Room);
        int lines = 0;
        await foreach (SeenQuery query in subscription.Queries.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            yield return LineOf(query);
            bool isTime = subscription.Queries.Count == 0 || ++lines % LinesPerLook == 0;
            if (isTime && subscription.TakeLost() is long lost and > 0) yield return new DnsTailLine { Lost = lost };
        }
    }

    private static DnsTailLine LineOf(SeenQuery query) => new()
    {
        Time = query.Time,
        Client = query.Client.ToString(),
        Name = query.Name,
        Type = query.Name is null ? null : RecordTypeText.Format(query.Type),
        Rcode = query.Rcode is { } rcode ? DnsText.Of(rcode) : null,
        From = query.Rcode is null ? null : DnsText.Of(query.From),
        Milliseconds = Math.Round(query.Took.TotalMilliseconds, 3),
    };

    private static bool TryParseClient(ReadOnlySpan<char> text, out IPNetwork? network)
    {
        network = null;
        if (IPAddress.TryParse(text, out IPAddress? address)) network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        else if (IPNetwork.TryParse(text, out IPNetwork prefix)) network = prefix;
        return network is not null;
    }

    private static bool TryParseRcode(ReadOnlySpan<char> text, out Rcode? rcode)
    {
        rcode = null;
        foreach (Rcode known in Enum.GetValues<Rcode>())
        {
            if (known <= Rcode.NotZone && text.Equals(known.ToString(), StringComparison.OrdinalIgnoreCase)) rcode = known;
        }

        return rcode is not null;
    }
}
