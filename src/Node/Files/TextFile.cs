using System.Text;

namespace Polymasq.Node.Files;

/// <summary>What came of reading a file.</summary>
/// <param name="Text">Empty when it could not be read.</param>
/// <param name="Trouble">Why not, for people; empty when it could.</param>
/// <param name="IsMissing">True when the trouble is that nothing is there.</param>
internal readonly record struct FileText(string Text, string Trouble = "", bool IsMissing = false);

/// <summary>Reads a small file whole.</summary>
internal static class TextFile
{
    private const int FirstBytes = 16 * 1024;

    /// <param name="path">Relative to the working directory if it is relative.</param>
    /// <param name="bytesMax">A longer file is not read.</param>
    public static FileText Read(string path, int bytesMax)
    {
        using OpenedFile? file = OpenedFile.Open(path, out FileTrouble trouble);
        return file is null ? new FileText("", trouble.Text, trouble.IsMissing) : ReadAll(file, bytesMax);
    }

    // By reading, not by asking for the size: files of /proc have none.
    private static FileText ReadAll(OpenedFile file, int bytesMax)
    {
        byte[] bytes = new byte[Math.Min(FirstBytes, bytesMax + 1)];
        int length = 0;
        while (true)
        {
            int read = file.Read(bytes.AsSpan(length), out FileTrouble trouble);
            if (read < 0) return new FileText("", trouble.Text, trouble.IsMissing);
            if (read == 0) return new FileText(Decode(bytes.AsSpan(0, length)));
            length += read;
            if (length > bytesMax) return new FileText("", $"is larger than {bytesMax} bytes");
            if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(2L * length, bytesMax + 1L));
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
}
