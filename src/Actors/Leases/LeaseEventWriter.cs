using System.Buffers;
using System.Text.Json;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>
/// Writes lease events as <see cref="StoredLeaseEvent"/> reads them, one after the other into the same buffer: it runs once for
/// each lease that is given, and allocates nothing. Used by one thread.
/// </summary>
public sealed class LeaseEventWriter : IDisposable
{
    private const int UsualBytes = 512;
    private const int TextBytesMax = ClientKey.LengthMax * 3; // of a client identifier

    private static readonly JsonEncodedText[] Kinds = // by number
        [.. Enum.GetValues<LeaseEventKind>().Order().Select(kind => JsonEncodedText.Encode(kind.ToString()))];

    private readonly ArrayBufferWriter<byte> _buffer = new(UsualBytes);
    private readonly Utf8JsonWriter _json;

    public LeaseEventWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });

    /// <summary>UTF-8 JSON on one line, valid until the next call. What an event does not have is left out.</summary>
    public ReadOnlySpan<byte> Write(LeaseEvent e)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("kind"u8, Kinds[(int)e.Kind]);
        WriteAddress(e.Address);
        _json.WriteNumber("version"u8, e.Version);
        _json.WriteString("at"u8, e.At);
        WriteClient(e);
        if (e.Hostname is not null) _json.WriteString("hostname"u8, e.Hostname);
        if (e.VendorClass is not null) _json.WriteString("vendor-class"u8, e.VendorClass);
        WriteTimes(e);
        _json.WriteString("gateway"u8, e.Gateway);
        _json.WriteNumber("correlation"u8, e.Correlation);
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    private void WriteAddress(Ipv4Address address)
    {
        Span<byte> text = stackalloc byte[Ipv4Address.TextLengthMax];
        _json.WriteString("address"u8, text[..address.WriteText(text)]);
    }

    private void WriteClient(LeaseEvent e)
    {
        Span<byte> text = stackalloc byte[TextBytesMax];
        if (!e.Client.IsNone) _json.WriteString("client"u8, text[..HexBytes.Write(e.Client.Bytes, text)]);
        if (e.Chaddr.IsNone) return;

        Span<byte> chaddr = stackalloc byte[HardwareAddress.LengthMax];
        e.Chaddr.Write(chaddr);
        if (e.Chaddr.Type != HardwareAddress.Ethernet) _json.WriteNumber("htype"u8, (uint)e.Chaddr.Type);
        _json.WriteString("chaddr"u8, text[..HexBytes.Write(chaddr[..e.Chaddr.Length], text)]);
    }

    private void WriteTimes(LeaseEvent e)
    {
        if (e.Since != default) _json.WriteString("since"u8, e.Since);
        if (e.LeaseSeconds != 0) _json.WriteNumber("lease-seconds"u8, e.LeaseSeconds);
        if (e.Until != DateTimeOffset.MaxValue) _json.WriteString("until"u8, e.Until);
    }
}
