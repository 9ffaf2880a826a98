namespace Polymasq.TestKit.Fuzzing;

/// <summary>A packet of a corpus: lines of hexadecimal digits; lines that begin with # or with a word are for people.</summary>
public static class HexFile
{
    public static byte[] Read(string path) =>
        Convert.FromHexString(string.Concat(File.ReadLines(path).Where(static line => line.Length % 2 == 0 && line.All(char.IsAsciiHexDigit))));

    /// <summary>All packets of a folder; none when there is no such folder.</summary>
    public static IEnumerable<string> In(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.hex").Order(StringComparer.Ordinal) : [];

    public static void Write(string path, byte[] packet, string comment) =>
        File.WriteAllLines(path, [.. comment.ReplaceLineEndings("\n").Split('\n').Select(static line => "# " + line), .. packet.Chunk(32).Select(Convert.ToHexString)]);
}
