using System.Text;
using Polymasq.Actors.LocalNames;

namespace Polymasq.Node.Tests.Files;

/// <summary>A file as it was read: its lines with | between them.</summary>
internal sealed record ReadText(string Path, string Lines, string Trouble = "");

/// <summary>Keeps what it is given.</summary>
internal sealed class TextIntake : ILineIntake<ReadText[]>
{
    public const string Overlong = "(overlong)";

    private readonly List<ReadText> _files = [];
    private readonly List<string> _lines = [];
    private string _path = "";

    public long FileBytesMax { get; init; } = long.MaxValue;

    /// <summary>Told the number of each line, from 1, before the next is taken.</summary>
    public Action<int>? OnLine { get; init; }

    public void Begin(string path)
    {
        _path = path;
        _lines.Clear();
    }

    public void Take(ReadOnlySpan<byte> line)
    {
        _lines.Add(Encoding.UTF8.GetString(line));
        OnLine?.Invoke(_lines.Count);
    }

    public void TakeOverlong() => _lines.Add(Overlong);

    public void End(string trouble) => _files.Add(new ReadText(_path, string.Join('|', _lines), trouble));

    public ReadText[] Finish() => [.. _files];
}
