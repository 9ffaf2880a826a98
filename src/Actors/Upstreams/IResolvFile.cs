using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Upstreams;

/// <summary>The file that names the system's upstream servers (dns.resolv-file).</summary>
public interface IResolvFile
{
    /// <summary>
    /// From now on tells <see cref="UpstreamsMessage.ResolvFile"/>, at once and after every change. That the file is missing is
    /// told as null and is no error: it may appear later. Where there is a dns.servers-file, tells <see cref="UpstreamsMessage.ServersFile"/> in the same way.
    /// </summary>
    void Follow(IActorRef<UpstreamsMessage> follower);
}
