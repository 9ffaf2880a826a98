using Polymasq.Node.Etcd.Members;

namespace Polymasq.Node.Etcd;

/// <summary>What is wrong with etcd as a whole, and which key of the configuration to look at.</summary>
/// <param name="Kind">What is judged to be the cause.</param>
internal readonly record struct HealthVerdict(FaultKind Kind, string Reason)
{
    // The first that any member has is the cause: what a member says is worth more than that another one is silent.
    private static readonly FaultKind[] ByWorth =
        [FaultKind.WrongUser, FaultKind.Forbidden, FaultKind.NoSpace, FaultKind.NoQuorum, FaultKind.Silent, FaultKind.Untrusted, FaultKind.NotEtcd, FaultKind.NotReached];

    /// <param name="refused">Why writing is refused where reading works; null if it is not.</param>
    /// <param name="hasAnswered">One of them has answered before.</param>
    public static HealthVerdict Of(IReadOnlyList<EtcdMember> members, EtcdFault? refused, bool hasAnswered, EtcdSettings settings)
    {
        FaultKind kind = refused?.Kind ?? ByWorth.FirstOrDefault(one => members.Any(member => member.Fault?.Kind == one));
        if (kind == FaultKind.Silent || (kind == FaultKind.None && hasAnswered)) kind = FaultKind.NoQuorum; // who waits for a leader in vain is silent first and says so later
        string said = string.Join("; ", members.Where(member => member.Fault is not null).Select(Said));
        return new HealthVerdict(kind, ReasonOf(kind, said.Length == 0 ? "no answer in time" : said, settings));
    }

    private static string Said(EtcdMember member) => $"{member.Name}: {member.Fault?.Text}";

    private static string ReasonOf(FaultKind kind, string said, EtcdSettings settings) => kind switch
    {
        FaultKind.None => "no member of cluster.etcd.endpoints has answered yet",
        FaultKind.WrongUser when settings.Username.Length == 0 => "etcd asks for a user: set cluster.etcd.username and cluster.etcd.password-file",
        FaultKind.WrongUser => $"etcd does not know user '{settings.Username}' with this password: look at cluster.etcd.username and cluster.etcd.password-file",
        FaultKind.Forbidden => $"user '{settings.Username}' of cluster.etcd.username may not read and write below {settings.Prefix}: grant it with "
            + $"etcdctl role grant-permission ROLE --prefix=true readwrite {settings.Prefix}",
        FaultKind.NoSpace => "etcd's space is used up (alarm NOSPACE): compact and defragment it, or raise its --quota-backend-bytes, then etcdctl alarm disarm",
        FaultKind.Untrusted => $"no member of cluster.etcd.endpoints has a certificate that cluster.etcd.ca-file vouches for, with its name or address in it: {said}",
        FaultKind.NotEtcd => $"what answers at cluster.etcd.endpoints is not etcd 3.4 or newer: {said}",
        FaultKind.NotReached => $"nobody answers at cluster.etcd.endpoints: {said}",
        _ => $"no quorum of etcd answers: {said}; look at its members, and whether cluster.etcd.endpoints names all of them",
    };
}
