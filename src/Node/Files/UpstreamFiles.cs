using Polymasq.Actors.Kernel;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Node.Files;

/// <summary>Both files that name upstream servers.</summary>
/// <param name="ResolvFile">Of the system.</param>
/// <param name="ServersFile">Of the configuration.</param>
internal sealed record UpstreamFiles(ResolvFile ResolvFile, ServersFile ServersFile) : IResolvFile, IDisposable
{
    public void Follow(IActorRef<UpstreamsMessage> follower)
    {
        ResolvFile.Follow(follower);
        ServersFile.Follow(follower);
    }

    public void Dispose()
    {
        ResolvFile.Dispose();
        ServersFile.Dispose();
    }
}
