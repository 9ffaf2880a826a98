using System.Globalization;
using System.Text;
using System.Text.Json;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Leases;

namespace Polymasq.Node.Stores.Replica;

/// <summary>
/// One record of an answer from an audit: an event with its revision, as it is stored with the field "revision" before the others,
/// or {"gap":[AFTER,UNTIL]} for what the asked gateway lacks itself. One of the two.
/// </summary>
internal readonly record struct AuditLine(ReplicatedLeaseEvent? Event, LeaseGap? Gap)
{
    /// <param name="revision">Of the event.</param>
    /// <param name="json">The event as it is stored: an object with at least one field.</param>
    public static byte[] Of(long revision, ReadOnlySpan<byte> json)
    {
        byte[] start = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"revision\":{revision},"));
        return [.. start, .. json[1..]];
    }

    public static byte[] Of(LeaseGap gap) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"gap\":[{gap.After},{gap.Until}]}}"));

    /// <exception cref="InvalidDataException">Neither an event nor a gap.</exception>
    public static AuditLine Parse(byte[] line)
    {
        try
        {
            Utf8JsonReader reader = new(line);
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName;
            if (isObject && reader.ValueTextEquals("gap"u8)) return new AuditLine(null, ReadGap(ref reader));
            if (!isObject || !reader.ValueTextEquals("revision"u8)) throw new InvalidDataException("a line of an audit is neither event nor gap");
            long revision = ReadNumber(ref reader);
            return new AuditLine(new ReplicatedLeaseEvent(StoredLeaseEvent.Deserialize(line), revision), null);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"a line of an audit is not understood: {e.Message}", e);
        }
    }

    private static LeaseGap ReadGap(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw new InvalidDataException("a gap has no bounds");
        LeaseGap gap = new(ReadNumber(ref reader), ReadNumber(ref reader), IsHole: false);
        return gap.After < gap.Until ? gap : throw new InvalidDataException("a gap ends before it begins");
    }

    private static long ReadNumber(ref Utf8JsonReader reader)
    {
        bool isNumber = reader.Read() && reader.TokenType == JsonTokenType.Number;
        return isNumber && reader.TryGetInt64(out long number) ? number : throw new InvalidDataException("a revision is not a number");
    }
}
