using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Polymasq.Node.Logging;

/// <summary>One JSON object for each line: <c>{"time":…,"level":…,"category":…,"event":…,"message":…,"values":{…},"exception":…}</c>.</summary>
internal sealed class JsonLogFormatter : ILogFormatter
{
    // A log is not put into a web page: quotes and letters stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(LogEntry entry, IBufferWriter<byte> output)
    {
        using (Utf8JsonWriter json = new(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", entry.Time.UtcDateTime);
            json.WriteString("level", entry.LevelName);
            json.WriteString("category", entry.Category);
            if (entry.Event != 0) json.WriteNumber("event", entry.Event);
            json.WriteString("message", entry.Message);
            WriteValues(json, entry);
            if (entry.Exception is not null) json.WriteString("exception", entry.Exception);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteValues(Utf8JsonWriter json, LogEntry entry)
    {
        if (entry.Values.Count == 0) return;
        json.WriteStartObject("values");
        foreach ((string name, object? value) in entry.Values) WriteValue(json, JsonNamingPolicy.CamelCase.ConvertName(name), value);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case byte or sbyte or short or ushort or int or uint or long: json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case ulong number: json.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
            default: json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
