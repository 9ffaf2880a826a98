namespace Polymasq.Protocols.Hocon;

/// <summary>How reading a file went.</summary>
public enum HoconFileStatus : byte { Found, Missing, Failed }

/// <summary>A file's bytes, or why there are none. <c>Problem</c> is what the system said, for a file that is there but can't be read.</summary>
public readonly record struct HoconFile(HoconFileStatus Status, ReadOnlyMemory<byte> Bytes, string Problem)
{
    public static HoconFile Missing { get; } = new(HoconFileStatus.Missing, default, "");

    public static HoconFile Found(ReadOnlyMemory<byte> bytes) => new(HoconFileStatus.Found, bytes, "");

    public static HoconFile Failed(string problem) => new(HoconFileStatus.Failed, default, problem);
}

/// <summary>Fetches a file by path. Must not throw.</summary>
public delegate HoconFile HoconFileReader(string path);

/// <summary>Looks up an environment variable; null when it is not set. Must not throw.</summary>
public delegate string? HoconEnvironment(string name);
