using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Polymasq.Node.Etcd.Wire;

/// <summary>What protobuf's JSON makes of keys and numbers: bytes are base64, 64-bit numbers are strings, what is zero is left out.</summary>
internal static class EtcdJson
{
    private const int StackMax = 256; // bytes
    private const int DigitsMax = 20;

    public static readonly JsonWriterOptions Written = new() { SkipValidation = true };

    /// <summary>An ASCII text as bytes.</summary>
    public static void WriteKey(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string key)
    {
        Span<byte> bytes = key.Length <= StackMax ? stackalloc byte[StackMax] : new byte[key.Length];
        Ascii.FromUtf16(key, bytes, out int length);
        json.WriteBase64String(name, bytes[..length]);
    }

    public static void WriteLong(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long value)
    {
        Span<byte> digits = stackalloc byte[DigitsMax];
        Utf8Formatter.TryFormat(value, digits, out int length);
        json.WriteString(name, digits[..length]);
    }

    /// <exception cref="FormatException">It is no number.</exception>
    public static long ReadLong(ref Utf8JsonReader json)
    {
        ReadOnlySpan<byte> digits = json.ValueSpan;
        if (Utf8Parser.TryParse(digits, out long value, out int length) && length == digits.Length) return value;
        throw new FormatException("a number is expected");
    }

    /// <summary>Bytes as an ASCII text.</summary>
    /// <exception cref="FormatException">It is not base64.</exception>
    public static string ReadKey(ref Utf8JsonReader json)
    {
        ReadOnlySpan<byte> text = json.ValueSpan;
        if (text.Length > StackMax || json.ValueIsEscaped) return Encoding.Latin1.GetString(json.GetBytesFromBase64());
        Span<byte> bytes = stackalloc byte[StackMax];
        OperationStatus status = Base64.DecodeFromUtf8(text, bytes, out _, out int length);
        return status == OperationStatus.Done ? Encoding.Latin1.GetString(bytes[..length]) : throw new FormatException("a key is not base64");
    }

    /// <summary>Moves to the next property of the object the reader stands in, on its value; false at the object's end.</summary>
    /// <param name="name">Of the property.</param>
    public static bool NextProperty(ref Utf8JsonReader json, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!json.Read() || json.TokenType != JsonTokenType.PropertyName) return false;
        name = json.ValueSpan;
        return json.Read();
    }

    /// <summary>Moves to the next item of the array the reader stands in; false at its end.</summary>
    public static bool NextItem(ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.EndArray;
}
