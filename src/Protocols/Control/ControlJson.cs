using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polymasq.Protocols.Control;

/// <summary>Reads and writes all that goes over the control API, generated at compile time: no reflection, so the CLI starts fast.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlError))]
[JsonSerializable(typeof(ReadyReport))]
[JsonSerializable(typeof(ActorHierarchy))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(LogStats))]
[JsonSerializable(typeof(NodeStats))]
[JsonSerializable(typeof(ConfigReport))]
[JsonSerializable(typeof(ClusterMembers))]
[JsonSerializable(typeof(ClusterReport))]
[JsonSerializable(typeof(ClusterCommandReport))]
[JsonSerializable(typeof(ClusterEventLine))]
[JsonSerializable(typeof(LeaseList))]
[JsonSerializable(typeof(LeaseHistoryList))]
[JsonSerializable(typeof(CacheReport))]
[JsonSerializable(typeof(CacheList))]
[JsonSerializable(typeof(CacheFlushReport))]
[JsonSerializable(typeof(DnsQueryReport))]
[JsonSerializable(typeof(DnsExplanation))]
[JsonSerializable(typeof(DnsTailLine))]
[JsonSerializable(typeof(UpstreamList))]
public sealed partial class ControlJson : JsonSerializerContext
{
    /// <summary>Quotes and letters stay as they are: what goes over this API is not put into a web page, but people read it.</summary>
    public static JsonWriterOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
