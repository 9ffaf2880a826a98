using System.Globalization;

namespace Polymasq.Node.Configuration;

/// <summary>Sizes in the words of the configuration.</summary>
internal static class SizeText
{
    public static string Of(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        while (bytes >= 1024 && bytes % 1024 == 0 && unit < units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes}{units[unit]}");
    }
}

/// <summary>Times in the words of the configuration.</summary>
internal static class TimeText
{
    public static string Of(TimeSpan time)
    {
        (long Ticks, string Unit)[] units =
            [(TimeSpan.TicksPerDay, "d"), (TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "m"), (TimeSpan.TicksPerSecond, "s")];
        foreach ((long ticks, string unit) in units)
            if (time.Ticks >= ticks && time.Ticks % ticks == 0) return string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / ticks}{unit}");
        return time == TimeSpan.Zero ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / TimeSpan.TicksPerMillisecond}ms");
    }
}
