using Polymasq.Actors.Dhcp;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>The network as the probe sees it: the test says who is there.</summary>
internal sealed class ScriptedProbe : IConflictProbe
{
    /// <summary>Addresses in use, with the hardware address that answers; none where only ping is answered.</summary>
    public Dictionary<string, HardwareAddress> InUse { get; } = [];

    public List<ConflictProbeRequest> Started { get; } = [];

    public List<long> Stopped { get; } = [];

    public bool IsBroken { get; set; }

    public bool TryStart(in ConflictProbeRequest request)
    {
        if (IsBroken) return false;
        Started.Add(request);
        if (InUse.TryGetValue(request.Address.ToString(), out HardwareAddress holder))
            request.Listener.Tell(Dhcp4ListenerMessage.ProbeAnswered(request.Correlation, holder));
        return true;
    }

    public void Stop(long correlation) => Stopped.Add(correlation);
}
