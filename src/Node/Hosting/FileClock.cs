using System.Globalization;

namespace Polymasq.Node.Hosting;

/// <summary>
/// The protocol clock of <c>--test-clock FILE</c>: starts at the moment that the file names and runs on from there, anew at
/// each change of the file. Timers and latencies do not use it.
/// </summary>
internal sealed class FileClock : TimeProvider
{
    private const string Format = "'@'yyyy-MM-dd HH:mm:ss";
    private readonly string _path;
    private Setting _setting;

    /// <exception cref="FormatException">The file does not read <c>@YYYY-MM-DD HH:MM:SS</c>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public FileClock(string path)
    {
        _path = path;
        _setting = TryRead(out Setting? first) ? first : throw new FormatException($"{path}: a test clock reads @YYYY-MM-DD HH:MM:SS (UTC)");
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        Setting setting = Volatile.Read(ref _setting);
        if (File.GetLastWriteTimeUtc(_path) != setting.Written && TryRead(out Setting? changed))
        {
            // Two threads may both see the change: the first one's start counts, so that time does not step back.
            Setting before = Interlocked.CompareExchange(ref _setting, changed, setting);
            setting = ReferenceEquals(before, setting) ? changed : before;
        }

        return setting.Start + System.GetElapsedTime(setting.Began);
    }

    /// <summary>Follows the file as well: what a cache counts in seconds must see the file's time pass.</summary>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    private bool TryRead([global::System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Setting? setting)
    {
        setting = null;
        DateTime written = File.GetLastWriteTimeUtc(_path);
        string text = File.ReadAllText(_path).Trim();
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, Utc, out DateTimeOffset start)) return false; // half written
        setting = new Setting(start, written, System.GetTimestamp());
        return true;
    }

    private sealed record Setting(DateTimeOffset Start, DateTime Written, long Began);
}
