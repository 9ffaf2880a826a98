using System.Text.Json;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Etcd.Wire;

/// <summary>Writes the bodies of requests. The caller owns what it gets.</summary>
internal static class EtcdRequests
{
    public static PooledBuffer Transaction(StoreTransaction transaction)
    {
        PooledBuffer body = new();
        using Utf8JsonWriter json = new(body, EtcdJson.Written);
        json.WriteStartObject();
        json.WriteStartArray("compare"u8);
        foreach (StoreCompare compare in transaction.Compares) WriteCompare(json, compare.Key, "EQUAL"u8, compare.ModRevision);
        json.WriteEndArray();
        json.WriteStartArray("success"u8);
        foreach (StoreWrite write in transaction.Writes) WriteWrite(json, write);
        json.WriteEndArray();
        json.WriteStartArray("failure"u8);
        foreach (StoreCompare compare in transaction.Compares) WriteReading(json, compare.Key);
        json.WriteEndArray();
        json.WriteEndObject();
        return body;
    }

    /// <summary>A transaction that can never write, but is refused like any other: without room, or without permission.</summary>
    public static PooledBuffer WriteProbe(string key)
    {
        PooledBuffer body = new();
        using Utf8JsonWriter json = new(body, EtcdJson.Written);
        json.WriteStartObject();
        json.WriteStartArray("compare"u8);
        WriteCompare(json, key, "LESS"u8, -1);
        json.WriteEndArray();
        json.WriteStartArray("success"u8);
        WriteWrite(json, new StoreWrite(key, []));
        json.WriteEndArray();
        json.WriteEndObject();
        return body;
    }

    /// <summary>Asks whether a key is there: the smallest question that needs a quorum.</summary>
    public static PooledBuffer ReadProbe(string key)
    {
        PooledBuffer body = new();
        using Utf8JsonWriter json = new(body, EtcdJson.Written);
        json.WriteStartObject();
        json.WriteKey("key"u8, key);
        json.WriteBoolean("count_only"u8, true);
        json.WriteEndObject();
        return body;
    }

    /// <param name="from">The first key.</param>
    /// <param name="end">The first key behind the last one.</param>
    /// <param name="revision">0 for now.</param>
    /// <param name="limit">Keys.</param>
    public static PooledBuffer Page(string from, string end, long revision, int limit)
    {
        PooledBuffer body = new();
        using Utf8JsonWriter json = new(body, EtcdJson.Written);
        json.WriteStartObject();
        json.WriteKey("key"u8, from);
        json.WriteKey("range_end"u8, end);
        json.WriteLong("limit"u8, limit);
        if (revision > 0) json.WriteLong("revision"u8, revision);
        json.WriteEndObject();
        return body;
    }

    public static PooledBuffer Watch(string prefix, string end, long fromRevision)
    {
        PooledBuffer body = new();
        using Utf8JsonWriter json = new(body, EtcdJson.Written);
        json.WriteStartObject();
        json.WriteStartObject("create_request"u8);
        json.WriteKey("key"u8, prefix);
        json.WriteKey("range_end"u8, end);
        json.WriteLong("start_revision"u8, fromRevision);
        json.WriteBoolean("fragment"u8, false);
        json.WriteEndObject();
        json.WriteEndObject();
        return body;
    }

    /// <summary>For grant, keep-alive and revoke alike.</summary>
    /// <param name="lease">Chosen by us, so that a second try does not grant a second one.</param>
    /// <param name="seconds">0 where it is not asked for.</param>
    public static PooledBuffer Lease(long lease, long seconds = 0)
    {
        PooledBuffer body = new();
        using Utf8JsonWriter json = new(body, EtcdJson.Written);
        json.WriteStartObject();
        json.WriteLong("ID"u8, lease);
        if (seconds > 0) json.WriteLong("TTL"u8, seconds);
        json.WriteEndObject();
        return body;
    }

    public static PooledBuffer Authenticate(string username, string password)
    {
        PooledBuffer body = new();
        using Utf8JsonWriter json = new(body, EtcdJson.Written);
        json.WriteStartObject();
        json.WriteString("name"u8, username);
        json.WriteString("password"u8, password);
        json.WriteEndObject();
        return body;
    }

    /// <summary>The first key behind all that begin with the prefix: etcd's range_end.</summary>
    public static string EndOf(string prefix) => prefix.Length == 0 ? "\0" : prefix[..^1] + (char)(prefix[^1] + 1);

    private static void WriteCompare(Utf8JsonWriter json, string key, ReadOnlySpan<byte> result, long revision)
    {
        json.WriteStartObject();
        json.WriteKey("key"u8, key);
        json.WriteString("target"u8, "MOD"u8);
        json.WriteString("result"u8, result);
        json.WriteLong("mod_revision"u8, revision);
        json.WriteEndObject();
    }

    private static void WriteWrite(Utf8JsonWriter json, in StoreWrite write)
    {
        json.WriteStartObject();
        json.WriteStartObject(write.Value is null ? "request_delete_range"u8 : "request_put"u8);
        json.WriteKey("key"u8, write.Key);
        if (write.Value is not null) json.WriteBase64String("value"u8, write.Value);
        if (write.Value is not null && write.Lease != 0) json.WriteLong("lease"u8, write.Lease);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteReading(Utf8JsonWriter json, string key)
    {
        json.WriteStartObject();
        json.WriteStartObject("request_range"u8);
        json.WriteKey("key"u8, key);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
