using System.Text.Json;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Etcd.Wire;

/// <summary>A line of a watch: changes, or that the watch has begun or ended.</summary>
internal sealed record WatchLine
{
    /// <summary>In order of revision; those of one revision are never in two lines.</summary>
    public required List<StoreEntry> Changes { get; init; }

    public bool IsCreated { get; init; }

    public bool IsCanceled { get; init; }

    /// <summary>Greater than 0: the watch was canceled because what it would have to tell is forgotten.</summary>
    public long CompactRevision { get; init; }

    /// <summary>Why the watch was canceled, or what was refused; empty if it was not.</summary>
    public string Error { get; init; } = "";

    /// <exception cref="JsonException">As are FormatException and InvalidOperationException: it is no line of a watch.</exception>
    public static WatchLine Read(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader json = EtcdResponses.Begin(line);
        WatchLine read = new() { Changes = [] };
        while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("result"u8)) read = ReadResult(ref json);
            else if (name.SequenceEqual("error"u8)) read = read with { IsCanceled = true, Error = ReadError(ref json) };
            else json.Skip();
        }
        return read;
    }

    private static WatchLine ReadResult(ref Utf8JsonReader json)
    {
        WatchLine line = new() { Changes = [] };
        while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("events"u8)) ReadEvents(ref json, line.Changes);
            else if (name.SequenceEqual("created"u8)) line = line with { IsCreated = json.GetBoolean() };
            else if (name.SequenceEqual("canceled"u8)) line = line with { IsCanceled = json.GetBoolean() };
            else if (name.SequenceEqual("compact_revision"u8)) line = line with { CompactRevision = EtcdJson.ReadLong(ref json) };
            else if (name.SequenceEqual("cancel_reason"u8)) line = line with { Error = json.GetString() ?? "" };
            else json.Skip();
        }
        return line;
    }

    private static void ReadEvents(ref Utf8JsonReader json, List<StoreEntry> changes)
    {
        while (EtcdJson.NextItem(ref json))
        {
            while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
            {
                if (name.SequenceEqual("kv"u8)) changes.Add(EtcdResponses.ReadEntry(ref json)); // a deleted key has no version, and so no value
                else json.Skip();
            }
        }
    }

    private static string ReadError(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String) return json.GetString() ?? "";
        string message = "";
        while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("message"u8)) message = json.GetString() ?? "";
            else json.Skip();
        }
        return message;
    }
}
