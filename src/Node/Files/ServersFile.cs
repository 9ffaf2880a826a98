using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration;

namespace Polymasq.Node.Files;

/// <summary>
/// dns.servers-file: upstream servers beside those of the configuration, read again whenever it changes. What it says that cannot be
/// understood is left out and told. While it cannot be read, the servers that it named before stay in use.
/// </summary>
internal sealed class ServersFile : IPathReading<UpstreamsMessage>, IDisposable
{
    private const int BytesMax = 4 * 1024 * 1024;

    private readonly ILogger _log;
    private readonly PathFollower<UpstreamsMessage> _follower;
    private volatile string _path;
    private IActorRef<UpstreamsMessage>? _reader;
    private string _told = ""; // what was said of it
    private ServersFileText _inUse = ServersFileText.Empty;

    /// <param name="path">Of the file; empty for none.</param>
    /// <param name="watcher">Not owned.</param>
    /// <param name="time">The system's clock.</param>
    /// <param name="log">Hears of lines that are not understood and of a file that cannot be read.</param>
    public ServersFile(string path, FileWatcher watcher, TimeProvider time, ILogger log) =>
        (_path, _log, _follower) = (path, log, new PathFollower<UpstreamsMessage>(watcher, time, log));

    /// <summary>Told what the file says, for its domains, before the upstream servers are. On a thread of the pool.</summary>
    public Action<UpstreamServers>? Told { get; set; }

    /// <summary>From now on tells <see cref="UpstreamsMessage.ServersFile"/>, at once and after every change.</summary>
    public void Follow(IActorRef<UpstreamsMessage> reader)
    {
        _reader = reader;
        _follower.Follow(this, reader);
    }

    /// <summary>The configuration names another file, or the same: it is read again.</summary>
    public void Configure(string path)
    {
        _path = path;
        if (_reader is { } reader) _follower.Follow(this, reader);
    }

    IReadOnlyList<string> IPathReading<UpstreamsMessage>.Watched() => _path is { Length: > 0 } path ? [path] : [];

    UpstreamsMessage IPathReading<UpstreamsMessage>.Read()
    {
        string path = _path;
        FileText read = path.Length == 0 ? default : TextFile.Read(path, BytesMax);
        string trouble = read.Trouble ?? "";
        if (trouble.Length == 0) _inUse = string.IsNullOrEmpty(read.Text) ? ServersFileText.Empty : ServersText.Parse(read.Text);
        Tell(path, trouble);
        UpstreamServers servers = _inUse.Servers;
        Told?.Invoke(servers);
        return new UpstreamsMessage.ServersFile(servers.Servers, servers.DefaultDomains);
    }

    private void Tell(string path, string trouble)
    {
        string news = trouble.Length > 0 ? trouble : _inUse.FirstBad;
        if (news == _told) return;
        _told = news;
        int kept = _inUse.Servers.Servers.Length;
        if (trouble.Length > 0 && kept > 0) FilesLog.ServersFileKept(_log, path, trouble, kept);
        else if (trouble.Length > 0) FilesLog.ServersFileUnreadable(_log, path, trouble);
        else if (_inUse.BadLines > 0) FilesLog.ServersFileBadLines(_log, path, _inUse.BadLines, _inUse.FirstBad);
    }

    public void Dispose() => _follower.Dispose();
}
