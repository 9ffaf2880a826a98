using System.Collections.Immutable;

namespace Polymasq.Node.Etcd.Members;

/// <summary>Which member is in use. The first at the start; later the one whose last failure lies furthest back.</summary>
internal sealed class MemberRing(ImmutableArray<EtcdMember> members, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private volatile Tenure _current = new(members[0]);

    public ImmutableArray<EtcdMember> Members => members;

    public Tenure Current => _current;

    /// <summary>Remembers the failure; if the tenure is the present one, another member is taken.</summary>
    public void Leave(Tenure tenure, EtcdFault fault)
    {
        lock (_gate)
        {
            tenure.Member.Failed(fault, clock.GetTimestamp());
            if (tenure != _current) return;
            EtcdMember next = tenure.Member;
            foreach (EtcdMember member in members)
                if (member.FailedAt < next.FailedAt) next = member;
            _current = new Tenure(next);
        }
        tenure.End();
    }
}
