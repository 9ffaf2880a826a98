namespace Polymasq.Protocols.Dhcp4;

/// <summary>Makes a name that can stand in DNS of what clients say (RFC 1123 §2.1).</summary>
public static class HostName
{
    /// <summary>Bytes, of a DNS label.</summary>
    public const int LengthMax = 63;

    /// <summary>
    /// The first label of the text, with every run of bytes that a host name can't have made one '-', without '-' at its ends;
    /// null if nothing is left. A client says its host name; the domain is ours to say.
    /// </summary>
    public static string? FromClient(ReadOnlySpan<byte> text)
    {
        Span<char> name = stackalloc char[LengthMax];
        int length = 0;
        foreach (byte c in text)
        {
            if (c is (byte)'.' or 0 || length == LengthMax) break;
            if (char.IsAsciiLetterOrDigit((char)c)) name[length++] = (char)c;
            else if (length > 0 && name[length - 1] != '-') name[length++] = '-';
        }

        ReadOnlySpan<char> trimmed = name[..length].TrimEnd('-');
        return trimmed.IsEmpty ? null : trimmed.ToString();
    }
}
