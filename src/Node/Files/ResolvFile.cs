using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Node.Files;

/// <summary>dns.resolv-file. A file that cannot be read counts as missing, and is said to be unreadable once.</summary>
internal sealed class ResolvFile : IResolvFile, IPathReading<UpstreamsMessage>, IDisposable
{
    /// <summary>Far above any that names servers.</summary>
    public const int BytesMax = 1024 * 1024;

    private readonly string _path;
    private readonly ILogger _log;
    private readonly PathFollower<UpstreamsMessage> _follower;
    private string _trouble = ""; // that was said

    /// <param name="path">Of the file; it need not exist.</param>
    /// <param name="watcher">Not owned.</param>
    /// <param name="time">The system's clock.</param>
    /// <param name="log">Hears of a file that cannot be read.</param>
    public ResolvFile(string path, FileWatcher watcher, TimeProvider time, ILogger log) =>
        (_path, _log, _follower) = (path, log, new PathFollower<UpstreamsMessage>(watcher, time, log));

    public void Follow(IActorRef<UpstreamsMessage> follower) => _follower.Follow(this, follower);

    IReadOnlyList<string> IPathReading<UpstreamsMessage>.Watched() => _path.Length == 0 ? [] : [_path];

    UpstreamsMessage IPathReading<UpstreamsMessage>.Read()
    {
        FileText read = TextFile.Read(_path, BytesMax);
        string trouble = read.IsMissing || _path.Length == 0 ? "" : read.Trouble;
        if (trouble.Length > 0 && trouble != _trouble) FilesLog.ResolvFileUnreadable(_log, _path, trouble);
        _trouble = trouble;
        return new UpstreamsMessage.ResolvFile(read.Trouble.Length > 0 ? null : read.Text);
    }

    public void Dispose() => _follower.Dispose();
}
