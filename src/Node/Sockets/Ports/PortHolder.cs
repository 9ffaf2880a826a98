using System.Net;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Sockets.Ports;

/// <summary>Finds who has a port that could not be bound, and says it so that the operator can act.</summary>
internal sealed class PortHolder(string procRoot = "/proc")
{
    /// <returns>The end of a sentence: <c>is taken by systemd-resolve (pid 812): what to do</c>.</returns>
    public string Describe(ListenProtocol protocol, IPEndPoint wanted)
    {
        ProcessInfo? holder = Find(protocol, wanted);
        string who = holder is null ? "another program" : $"{holder.Name} (pid {holder.Id})";
        return $"is taken by {who}: {PortRemedy.For(wanted.Port, holder)}";
    }

    /// <summary>Null when it has gone in the meantime, or belongs to a user whose processes we may not see.</summary>
    public ProcessInfo? Find(ListenProtocol protocol, IPEndPoint wanted)
    {
        string name = protocol == ListenProtocol.Udp ? "udp" : "tcp";
        foreach (string file in new[] { name, name + "6" })
        {
            foreach (ProcNetEntry entry in ReadTable(file))
            {
                bool holds = entry.Inode != 0 && (protocol == ListenProtocol.Udp || entry.IsListening) && entry.IsInTheWayOf(wanted);
                if (holds && SocketOwners.Find(procRoot, entry.Inode) is { } holder) return holder;
            }
        }

        return null;
    }

    private IEnumerable<ProcNetEntry> ReadTable(string file)
    {
        try
        {
            return ProcNetTable.Read(File.ReadAllText(Path.Combine(procRoot, "thread-self", "net", file)));
        }
        catch (IOException)
        {
            return []; // no IPv6 in this kernel
        }
    }
}
