using System.Collections.Immutable;

namespace Polymasq.Actors.LocalNames;

/// <summary>Counts what becomes of the lines of each file. What a line means is for those who inherit.</summary>
internal abstract class NamesIntake : ILineIntake<LocalNamesMessage>
{
    private readonly ImmutableArray<HostsFileReport>.Builder _reports = ImmutableArray.CreateBuilder<HostsFileReport>();
    private string _path = "";
    private int _namesBefore;
    private int _line;
    private int _badLines;
    private int _firstBadLine;

    public abstract long FileBytesMax { get; }

    /// <summary>Names so far, of all files.</summary>
    protected abstract int Names { get; }

    public void Begin(string path) => (_path, _namesBefore, _line, _badLines, _firstBadLine) = (path, Names, 0, 0, 0);

    public void Take(ReadOnlySpan<byte> line)
    {
        _line++;
        if (!TryTake(line)) CountBadLine();
    }

    public void TakeOverlong()
    {
        _line++;
        CountBadLine();
    }

    public void End(string trouble) => _reports.Add(new HostsFileReport(_path, Names - _namesBefore, _badLines, _firstBadLine, trouble));

    public LocalNamesMessage Finish() => Finish(_reports.ToImmutable());

    /// <summary>Takes what a line says. False when some of it was not understood; the rest counts.</summary>
    protected abstract bool TryTake(ReadOnlySpan<byte> line);

    protected abstract LocalNamesMessage Finish(ImmutableArray<HostsFileReport> reports);

    private void CountBadLine()
    {
        _badLines++;
        if (_firstBadLine == 0) _firstBadLine = _line;
    }
}
