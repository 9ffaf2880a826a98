namespace Polymasq.Protocols.Hocon;

/// <summary>Values with a unit (HOCON "Units format"): a number, blanks, and letters that name the unit.</summary>
public static class HoconUnits
{
    private const decimal TicksPerNanosecond = 0.01m;

    /// <summary>Reads a duration such as <c>90s</c> or <c>1.5 hours</c>. Without a unit it is in milliseconds.</summary>
    public static bool TryReadDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TrySplit(text, out decimal number, out string unit) || TicksOf(unit) is not { } ticksPerUnit) return false;
        if (!TryMultiply(number, ticksPerUnit, out decimal ticks) || ticks < long.MinValue || ticks > long.MaxValue) return false;
        duration = new TimeSpan((long)decimal.Truncate(ticks));
        return true;
    }

    /// <summary>Reads a size in bytes such as <c>64MiB</c> or <c>1 kB</c>. Single letters are powers of two. Without a unit it is in bytes.</summary>
    public static bool TryReadSize(string text, out long bytes)
    {
        bytes = 0;
        if (!TrySplit(text, out decimal number, out string unit) || BytesOf(unit) is not { } bytesPerUnit) return false;
        if (!TryMultiply(number, bytesPerUnit, out decimal size) || size < 0 || size > long.MaxValue) return false;
        bytes = (long)decimal.Truncate(size);
        return true;
    }

    /// <summary>Whether a text has a unit, so that a caller can insist on one.</summary>
    public static bool HasUnit(string text) => TrySplit(text, out _, out string unit) && unit.Length > 0;

    private static bool TrySplit(string text, out decimal number, out string unit)
    {
        text = text.Trim();
        int end = text.Length;
        while (end > 0 && char.IsLetter(text[end - 1])) end--;
        unit = text[end..];
        return HoconConversions.TryReadNumber(text.AsSpan(0, end).TrimEnd(), out number);
    }

    private static bool TryMultiply(decimal number, decimal unit, out decimal product)
    {
        product = 0;
        if (unit > 1 && Math.Abs(number) > decimal.MaxValue / unit) return false;
        product = number * unit;
        return true;
    }

    private static decimal? TicksOf(string unit) => unit switch
    {
        "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => TicksPerNanosecond,
        "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
        "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        "w" or "week" or "weeks" => 7 * TimeSpan.TicksPerDay,
        _ => null,
    };

    private static decimal? BytesOf(string unit)
    {
        if (unit is "" or "B" or "b" or "byte" or "bytes") return 1;
        for (int power = 1; power <= Prefixes.Length; power++)
        {
            (char letter, string ten, string two) = Prefixes[power - 1];
            if (unit == $"{(letter == 'K' ? 'k' : letter)}B" || unit == $"{ten}byte" || unit == $"{ten}bytes") return Power(1000, power);
            if (unit.Length == 1 && char.ToUpperInvariant(unit[0]) == letter) return Power(1024, power);
            if (unit == $"{letter}i" || unit == $"{letter}iB" || unit == $"{two}byte" || unit == $"{two}bytes") return Power(1024, power);
        }

        return null;
    }

    private static readonly (char Letter, string Ten, string Two)[] Prefixes =
    [
        ('K', "kilo", "kibi"), ('M', "mega", "mebi"), ('G', "giga", "gibi"), ('T', "tera", "tebi"),
        ('P', "peta", "pebi"), ('E', "exa", "exbi"), ('Z', "zetta", "zebi"), ('Y', "yotta", "yobi"),
    ];

    private static decimal Power(decimal number, int power)
    {
        decimal result = 1;
        for (int i = 0; i < power; i++) result *= number;
        return result;
    }
}
