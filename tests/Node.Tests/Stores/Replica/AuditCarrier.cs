using System.Net;
using System.Text;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Tests.Stores.Replica;

/// <summary>Carries questions and answers between audits without a network.</summary>
internal sealed class AuditCarrier : IPeerAudit
{
    public Dictionary<IPEndPoint, IAuditSource> Audits { get; } = [];

    /// <summary>What every gateway answers instead.</summary>
    public string? Garbage { get; set; }

    public int Questions { get; private set; }

    public static IPEndPoint AddressOf(int number) => new(IPAddress.Loopback, 1000 + number);

    public static ClusterMember Member(int number) => new()
    {
        Name = $"gw{number}", Instance = "i", Address = AddressOf(number), Version = "1", StartedAt = default, State = MemberState.Up, At = default,
    };

    public Task<IReadOnlyList<byte[]>?> AskAsync(IPEndPoint gateway, string name, CancellationToken cancellation)
    {
        Questions++;
        if (Garbage is not null) return Task.FromResult<IReadOnlyList<byte[]>?>([Encoding.UTF8.GetBytes(Garbage)]);
        IReadOnlyList<byte[]>? answer = Audits.TryGetValue(gateway, out IAuditSource? audit) ? [.. audit.Read(name)!.Select(line => line.ToArray())] : null;
        return Task.FromResult(answer);
    }
}
