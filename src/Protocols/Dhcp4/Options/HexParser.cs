namespace Polymasq.Protocols.Dhcp4.Options;

/// <summary>Bytes as "01:02:ff", or "0x0102ff".</summary>
internal static class HexParser
{
    private const string Allowed = "allowed are hexadecimal bytes, \"01:02:ff\" or \"0x0102ff\"";

    public static string? Bytes(IReadOnlyList<string> values, OptionBytes bytes)
    {
        foreach (string value in values)
            if (!TryAdd(value.Trim(), bytes)) return $"'{value}' is not bytes; {Allowed}";
        return null;
    }

    private static bool TryAdd(string text, OptionBytes bytes)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return TryAddDigits(text.AsSpan(2), bytes);
        byte[] parsed = new byte[text.Length];
        // A single byte may stand alone only with both digits: "1" is rather a number than a byte.
        if (text.Length < 2 || !HexBytes.TryParse(text, parsed, out int length)) return false;
        bytes.Add(parsed.AsSpan(0, length));
        return true;
    }

    private static bool TryAddDigits(ReadOnlySpan<char> digits, OptionBytes bytes)
    {
        byte[] parsed = new byte[digits.Length / 2];
        bool isRead = digits.Length >= 2
            && Convert.FromHexString(digits, parsed, out int consumed, out _) == System.Buffers.OperationStatus.Done
            && consumed == digits.Length;
        if (isRead) bytes.Add(parsed);
        return isRead;
    }
}
