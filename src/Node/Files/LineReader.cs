using System.Text;
using Polymasq.Actors.LocalNames;

namespace Polymasq.Node.Files;

/// <summary>Hands the lines of files to an intake, out of one buffer however long the files are.</summary>
internal sealed class LineReader<T>(ILineIntake<T> intake)
{
    /// <summary>Bytes of a line that is too long to mean anything, and of what is read at once.</summary>
    public const int LineBytesMax = 64 * 1024;

    // What is not text has a zero among its first bytes. Further on one is a bad line, such as a crash leaves at the end of a file.
    private const int FirstBytes = 512;

    private readonly byte[] _buffer = new byte[LineBytesMax];
    private int _held; // bytes at the front: a line whose end is still to come
    private bool _isFirst;
    private bool _isOverlong; // the line whose end is still to come

    /// <summary>Reads a file to its end.</summary>
    /// <returns>The trouble; empty for none. The whole lines before it have been handed over.</returns>
    public string Read(OpenedFile file)
    {
        (_held, _isFirst, _isOverlong) = (0, true, false);
        long total = 0;
        while (true)
        {
            int read = file.Read(_buffer.AsSpan(_held), out FileTrouble trouble);
            if (read < 0) return trouble.Text;
            if (read == 0) break;
            // Compressed, the shortest lines would be taken for names: two letters for a country.
            if (total == 0 && _buffer.AsSpan(0, Math.Min(read, FirstBytes)).Contains((byte)0)) return "is not text; if it is compressed, it must be unpacked";
            total += read;
            if (total > intake.FileBytesMax) return $"is larger than {intake.FileBytesMax} bytes";
            TakeLines(_held + read);
        }

        if (_held > 0 || _isOverlong) Take(_buffer.AsSpan(0, _held));
        return "";
    }

    private void TakeLines(int filled)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, filled);
        for (int end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            Take(rest[..end]);
            rest = rest[(end + 1)..];
        }

        _isOverlong |= rest.Length == _buffer.Length;
        _held = _isOverlong ? 0 : rest.Length;
        rest[.._held].CopyTo(_buffer);
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (_isFirst && line.StartsWith(Encoding.UTF8.Preamble)) line = line[Encoding.UTF8.Preamble.Length..];
        if (_isOverlong) intake.TakeOverlong();
        else intake.Take(line);
        _isFirst = _isOverlong = false;
    }
}
