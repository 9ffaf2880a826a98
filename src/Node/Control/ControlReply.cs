using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control;

/// <summary>What a command answers: one object, or one for each line until there are no more or nobody listens.</summary>
internal abstract class ControlReply
{
    public static ControlReply Of<T>(T value, JsonTypeInfo<T> type) => new One<T>(value, type);

    /// <param name="lines">Enumerated while the caller listens.</param>
    /// <param name="type">How to write a line.</param>
    public static ControlReply Lines<T>(IAsyncEnumerable<T> lines, JsonTypeInfo<T> type) => new Many<T>(lines, type);

    public abstract Task Write(HttpResponse response, CancellationToken cancellation);

    private static void Put<T>(HttpResponse response, T value, JsonTypeInfo<T> type)
    {
        using (Utf8JsonWriter json = new(response.BodyWriter, ControlJson.Readable)) JsonSerializer.Serialize(json, value, type);
        response.BodyWriter.Write("\n"u8);
    }

    private sealed class One<T>(T value, JsonTypeInfo<T> type) : ControlReply
    {
        public override async Task Write(HttpResponse response, CancellationToken cancellation)
        {
            response.ContentType = ControlApi.JsonType;
            Put(response, value, type);
            await response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    private sealed class Many<T>(IAsyncEnumerable<T> lines, JsonTypeInfo<T> type) : ControlReply
    {
        public override async Task Write(HttpResponse response, CancellationToken cancellation)
        {
            response.ContentType = ControlApi.JsonLinesType;
            await response.StartAsync(cancellation).ConfigureAwait(false); // the caller knows at once that it is connected
            await response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
            await foreach (T line in lines.WithCancellation(cancellation).ConfigureAwait(false))
            {
                Put(response, line, type);
                await response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }
    }
}
