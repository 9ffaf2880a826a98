using System.Text.Json;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Etcd.Wire;

/// <summary>What a transaction came to.</summary>
/// <param name="Current">What the compared keys hold, in the order of the compares; empty when it succeeded.</param>
internal sealed record TransactionResponse(bool IsCommitted, long Revision, List<StoreEntry> Current);

/// <summary>A page of a range.</summary>
/// <param name="HasMore">There are more keys behind the last one.</param>
internal sealed record RangeResponse(long Revision, List<StoreEntry> Entries, bool HasMore);

/// <summary>Of a grant or a keep-alive.</summary>
/// <param name="Seconds">0 when the lease is over.</param>
internal readonly record struct LeaseResponse(long Seconds);

/// <summary>Reads answers. Unknown properties are skipped: a newer etcd may tell more.</summary>
/// <exception cref="JsonException">From each method, as are FormatException and InvalidOperationException: it is not what etcd answers.</exception>
internal static class EtcdResponses
{
    /// <param name="compared">The keys in the order of the compares.</param>
    public static TransactionResponse Transaction(ReadOnlySpan<byte> body, IReadOnlyList<StoreCompare> compared)
    {
        Utf8JsonReader json = Begin(body);
        (bool isCommitted, long revision) = (false, 0);
        List<StoreEntry> current = [];
        while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("header"u8)) revision = ReadHeader(ref json);
            else if (name.SequenceEqual("succeeded"u8)) isCommitted = json.GetBoolean();
            else if (name.SequenceEqual("responses"u8)) ReadResponses(ref json, compared, current);
            else json.Skip();
        }
        if (revision == 0 || (!isCommitted && current.Count != compared.Count)) throw new JsonException("not an answer to a transaction");
        if (isCommitted) current.Clear();
        return new TransactionResponse(isCommitted, revision, current);
    }

    public static RangeResponse Range(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader json = Begin(body);
        RangeResponse response = ReadRange(ref json);
        return response.Revision > 0 ? response : throw new JsonException("not an answer to a range");
    }

    public static LeaseResponse Lease(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader json = Begin(body);
        long seconds = 0;
        while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("TTL"u8)) seconds = EtcdJson.ReadLong(ref json);
            else if (!name.SequenceEqual("result"u8) || json.TokenType != JsonTokenType.StartObject) json.Skip(); // what is inside result is read as if outside
        }
        return new LeaseResponse(seconds);
    }

    /// <summary>Empty if there is none; never throws.</summary>
    public static string Token(ReadOnlySpan<byte> body)
    {
        try
        {
            Utf8JsonReader json = Begin(body);
            while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
            {
                if (name.SequenceEqual("token"u8)) return json.GetString() ?? "";
                json.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No answer of etcd: there is no token in it.
        }
        return "";
    }

    /// <summary>On the first token of an object.</summary>
    internal static Utf8JsonReader Begin(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader json = new(body);
        return json.Read() && json.TokenType == JsonTokenType.StartObject ? json : throw new JsonException("an object is expected");
    }

    /// <summary>The revision in a header.</summary>
    internal static long ReadHeader(ref Utf8JsonReader json)
    {
        long revision = 0;
        while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("revision"u8)) revision = EtcdJson.ReadLong(ref json);
            else json.Skip();
        }
        return revision;
    }

    internal static StoreEntry ReadEntry(ref Utf8JsonReader json)
    {
        (string key, byte[] value, long revision, long version) = ("", (byte[])[], 0, 0);
        while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("key"u8)) key = EtcdJson.ReadKey(ref json);
            else if (name.SequenceEqual("value"u8)) value = json.GetBytesFromBase64();
            else if (name.SequenceEqual("mod_revision"u8)) revision = EtcdJson.ReadLong(ref json);
            else if (name.SequenceEqual("version"u8)) version = EtcdJson.ReadLong(ref json);
            else json.Skip();
        }
        return new StoreEntry(key, version == 0 ? null : value, revision, version); // a key that is there was put once or more
    }

    // Each response of the failure branch is a range of one key, or empty where the key is not there.
    private static void ReadResponses(ref Utf8JsonReader json, IReadOnlyList<StoreCompare> compared, List<StoreEntry> current)
    {
        while (EtcdJson.NextItem(ref json))
        {
            List<StoreEntry> found = [];
            while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
            {
                if (name.SequenceEqual("response_range"u8)) found = ReadRange(ref json).Entries;
                else json.Skip();
            }
            if (current.Count < compared.Count) current.Add(found.Count > 0 ? found[0] : new StoreEntry(compared[current.Count].Key, null, 0, 0));
        }
    }

    private static RangeResponse ReadRange(ref Utf8JsonReader json)
    {
        (long revision, bool hasMore) = (0, false);
        List<StoreEntry> entries = [];
        while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("header"u8)) revision = ReadHeader(ref json);
            else if (name.SequenceEqual("more"u8)) hasMore = json.GetBoolean();
            else if (name.SequenceEqual("kvs"u8)) ReadEntries(ref json, entries);
            else json.Skip();
        }
        return new RangeResponse(revision, entries, hasMore);
    }

    private static void ReadEntries(ref Utf8JsonReader json, List<StoreEntry> entries)
    {
        while (EtcdJson.NextItem(ref json)) entries.Add(ReadEntry(ref json));
    }
}
