using Polymasq.Node.Sockets.Dns;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.Protocols.Dns.Records;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>dns query</c>: what a client of this machine would be answered, and by whom.</summary>
internal sealed class DnsQueryCommand(DnsService service) : IControlCommand
{
    /// <summary>A shard gives up after 5 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public string Noun => "dns";

    public string Verb => "query";

    public IReadOnlyList<string> Parameters => [CacheName.Parameter, "type"];

    public async Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        byte[] name = DnsText.NameOf(arguments);
        RecordType type = DnsText.TypeOf(arguments);
        OwnAnswer answer = await Ask(name, type, cancellation).ConfigureAwait(false);
        return ControlReply.Of(Report(name, type, answer), ControlJson.Default.DnsQueryReport);
    }

    private async Task<OwnAnswer> Ask(byte[] name, RecordType type, CancellationToken cancellation)
    {
        try
        {
            return await new OwnQuestion(service).Ask(QueryFor(name, type), Patience, cancellation).ConfigureAwait(false)
                ?? throw new ControlException(504, "the query was dropped", "too many queries wait for their answers: see 'polymasq cache stats'");
        }
        catch (TimeoutException)
        {
            throw new ControlException(504, $"no answer within {Patience.TotalSeconds} s", "see 'polymasq upstream show' and 'polymasq actor hierarchy'");
        }
    }

    private static byte[] QueryFor(byte[] name, RecordType type)
    {
        byte[] query = new byte[512];
        _ = DnsName.TryFromWire(name, out DnsName owner);
        DnsMessageWriter writer = new(query);
        _ = writer.TryWriteQuestion(owner, type) && writer.TryWriteOpt(udpPayloadSize: 1232);
        return query[..writer.Finish(id: 0, new DnsFlags(DnsFlags.RecursionDesired))];
    }

    private static DnsQueryReport Report(byte[] name, RecordType type, OwnAnswer answer)
    {
        List<DnsRecordItem> answers = [], authorities = [];
        List<string> errors = [];
        Rcode rcode = ReadInto(answer.Response, answers, authorities, errors, out DnsFlags flags);
        return new DnsQueryReport
        {
            Name = DnsText.Of(name),
            Type = RecordTypeText.Format(type),
            Rcode = DnsText.Of(rcode),
            Flags = [.. Words(flags)],
            Answers = answers,
            Authorities = authorities,
            Errors = errors,
            From = DnsText.Of(answer.From),
            Milliseconds = Math.Round(answer.Took.TotalMilliseconds, 3),
            Bytes = answer.Response.Length,
        };
    }

    private static Rcode ReadInto(byte[] response, List<DnsRecordItem> answers, List<DnsRecordItem> authorities, List<string> errors, out DnsFlags flags)
    {
        flags = default;
        if (DnsMessageReader.Open(response, out DnsMessageReader reader) != DnsReadStatus.Ok) return Rcode.ServFail;
        flags = reader.Header.Flags;
        Rcode rcode = flags.Rcode;
        bool isGood = reader.SkipQuestions() == DnsReadStatus.Ok;
        while (isGood && reader.RecordsLeft > 0 && reader.ReadRecord(out DnsRecord record) == DnsReadStatus.Ok)
        {
            if (record.Section == DnsSection.Answer) answers.Add(ItemOf(record));
            else if (record.Section == DnsSection.Authority) authorities.Add(ItemOf(record));
            else if (record.Type == RecordType.OPT && EdnsFields.TryRead(record, out EdnsFields edns)) rcode = ReadOpt(record, edns.Combine(rcode), errors);
        }

        return rcode;
    }

    private static Rcode ReadOpt(in DnsRecord opt, Rcode rcode, List<string> errors)
    {
        EdnsOptionReader options = new(opt.Data);
        while (options.MoveNext())
        {
            if (options.Code == EdnsOptionCode.ExtendedError && ExtendedError.TryRead(options.Data, out ExtendedError error)) errors.Add(error.ToString());
        }

        return rcode;
    }

    private static DnsRecordItem ItemOf(in DnsRecord record) =>
        new(DnsNameText.Format(record.Owner), record.TtlSeconds, RecordTypeText.Format(record.Type), RecordText.FormatData(record));

    private static IEnumerable<string> Words(DnsFlags flags)
    {
        if (flags.IsResponse) yield return "qr";
        if (flags.IsAuthoritative) yield return "aa";
        if (flags.IsTruncated) yield return "tc";
        if (flags.IsRecursionDesired) yield return "rd";
        if (flags.IsRecursionAvailable) yield return "ra";
        if (flags.IsAuthenticData) yield return "ad";
        if (flags.IsCheckingDisabled) yield return "cd";
    }
}
