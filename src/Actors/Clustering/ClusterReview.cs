using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Clustering;

/// <summary>
/// What is known of the other gateways, and what follows from it for this one: its duty, the view that is published, the troubles. Run
/// after each message of the <see cref="ClusterActor"/>; says what is new to the log and to those who watch.
/// </summary>
internal sealed class ClusterReview(
    ClusterSettings settings, IKeyValueStore store, PublishedClusterView published, IClusterEvents events, TimeProvider clock, ILogger log)
{
    private readonly StoreKeys _keys = new(settings.Prefix);
    private readonly ClockSkews _skews = new();
    private readonly MembershipNews _news = new(settings, events, clock, log);
    private ImmutableArray<ClusterTrouble> _disagreements = []; // those that only change when a record does
    private ImmutableArray<ClusterTrouble> _troubles = [];
    private ClusterMember? _compared;
    private bool _hasRead;
    private bool _isTimeOver;
    private bool _isSettled;

    public MemberTable Table { get; } = new(new StoreKeys(settings.Prefix));

    public StoreHealth Health { get; set; } = store.Health;

    /// <summary>Takes over what the store says of members.</summary>
    /// <returns>Upstream servers that another gateway has just found down.</returns>
    public IReadOnlyList<string> Take(IReadOnlyList<StoreEntry> entries, bool isWhole, TimeSpan now)
    {
        IReadOnlyList<MemberChange> changes = isWhole ? Table.TakeAll(entries, now) : [.. entries.Select(entry => Table.Take(entry, now)).OfType<MemberChange>()];
        if (!isWhole) MeasureClocks(entries);
        _compared = null;
        foreach (MemberChange change in changes.Where(change => change.Name != settings.Gateway))
        {
            if (change.Now is null) _skews.Forget(change.Name);
            if (_hasRead) _news.Tell(change);
        }

        _hasRead |= isWhole;
        return [.. changes.Where(change => change.Name != settings.Gateway).SelectMany(static change => (change.Now?.UpstreamsDown ?? []).Except(change.Before?.UpstreamsDown ?? []))];
    }

    /// <summary>There was time enough for joining: from now on it is a fault not to be a member.</summary>
    public void Settle() => _isTimeOver = true;

    /// <summary>Publishes and tells what has changed.</summary>
    public void Run(ClusterMember own, OwnMembership membership, MemberIntent intent, bool isWithdrawn, TimeSpan now)
    {
        ImmutableArray<ClusterMember> peers = [.. Table.Members.Where(member => member.Name != settings.Gateway)];
        bool isMember = membership.Standing == Standing.Member;
        _isSettled |= (isMember && _hasRead) || membership.Standing is Standing.NameTaken or Standing.PutDown || _isTimeOver;
        ImmutableArray<ClusterTrouble> troubles = [.. Troubles(own, peers, membership, isWithdrawn ? MemberIntent.Leave : intent)];
        _news.Tell(_troubles, troubles, peers);
        _troubles = troubles;
        _news.Tell(membership.Standing, _hasRead, isMember ? [own, .. peers] : peers, isAsked: intent == MemberIntent.Leave || isWithdrawn);
        Publish(isMember ? Sorted([own, .. peers]) : peers, DutyOf(membership, intent, isWithdrawn), Table.Forget(now));
    }

    public ClusterStatus Describe(ClusterMember own, OwnMembership membership, TimeSpan now) => new()
    {
        Own = own,
        Standing = membership.Standing,
        Duty = published.Current.Duty,
        Health = Health,
        IsSettled = _isSettled,
        Degraded = [.. _troubles.Where(static trouble => trouble.IsDegrading).Select(static trouble => trouble.Text)],
        Warnings = [.. _troubles.Where(static trouble => !trouble.IsDegrading).Select(static trouble => trouble.Text)],
        Gateways = [.. Gateways(own, membership.Standing, now)],
    };

    private void MeasureClocks(IReadOnlyList<StoreEntry> entries)
    {
        foreach (StoreEntry entry in entries.Where(static entry => entry.Value is not null))
        {
            string name = entry.Key[_keys.Gateways.Length..];
            if (name != settings.Gateway && Table.Find(name) is { Down: null } record) _skews.Take(name, record.Member.At - clock.GetUtcNow());
        }
    }

    private IEnumerable<ClusterTrouble> Troubles(ClusterMember own, ImmutableArray<ClusterMember> peers, OwnMembership membership, MemberIntent intent)
    {
        if (!Health.CanCommit && _isSettled) // at the start it has not answered yet
            yield return new ClusterTrouble(TroubleKind.Store, settings.Gateway, $"{Health.Reason}: clients renew what is left of their leases, new ones are not answered, DNS goes on");
        if (membership.Rival is { } rival) yield return ClusterTroubles.NameTaken(settings, rival);
        if (membership.Mark is { } mark) yield return ClusterTroubles.PutDown(settings, mark);
        if (membership.Standing == Standing.Outside && intent != MemberIntent.Leave && _isSettled && Health.CanCommit)
            yield return new ClusterTrouble(TroubleKind.NotJoined, settings.Gateway, $"not a member of cluster '{settings.Name}' yet: {membership.Failure}");
        if (intent == MemberIntent.Drain) yield return new ClusterTrouble(TroubleKind.Draining, settings.Gateway, "draining: new clients are left to the others");
        if (intent == MemberIntent.Leave) yield return new ClusterTrouble(TroubleKind.Left, settings.Gateway, "left the cluster: no DHCP client is answered");
        if (_compared != own) Compare(own, peers);
        foreach (ClusterTrouble disagreement in _disagreements) yield return disagreement;
        foreach (ClusterTrouble clocks in ClusterTroubles.Clocks(new ClusterComparison(settings, own, peers), _skews, _troubles)) yield return clocks;
    }

    private void Compare(ClusterMember own, ImmutableArray<ClusterMember> peers)
    {
        ClusterComparison all = new(settings, own, peers);
        _disagreements = [.. ClusterTroubles.Pools(all), .. ClusterTroubles.Secrets(all), .. ClusterTroubles.Unreadable(Table.Unreadable, _keys)];
        _compared = own;
    }

    private DhcpDuty DutyOf(OwnMembership membership, MemberIntent intent, bool isWithdrawn)
    {
        if (membership.Standing is Standing.NameTaken or Standing.PutDown || intent == MemberIntent.Leave) return DhcpDuty.None;
        if (isWithdrawn) return membership.HasLeft ? DhcpDuty.None : published.Current.Duty;
        bool isFull = membership.Standing == Standing.Member && _hasRead && intent == MemberIntent.Serve
            && !_disagreements.Any(static trouble => trouble.Kind == TroubleKind.PoolsDiffer);
        return isFull ? DhcpDuty.All : DhcpDuty.RenewalsOnly;
    }

    private void Publish(ImmutableArray<ClusterMember> members, DhcpDuty duty, bool hasForgotten)
    {
        ClusterView before = published.Current;
        ImmutableArray<ClusterMember> departed = Table.Departed;
        bool isSame = !hasForgotten && before.Duty == duty && AreSame(before.Members, members) && AreSame(before.Departed, departed);
        if (!isSame) published.Current = new ClusterView(settings.Gateway, members, departed, duty);
    }

    private IEnumerable<GatewayStatus> Gateways(ClusterMember own, Standing standing, TimeSpan now)
    {
        IEnumerable<ClusterMember> peers = Table.Members.Where(member => member.Name != settings.Gateway);
        ClusterMember[] members = [.. standing == Standing.Member ? Sorted([own, .. peers]) : peers];
        foreach (ClusterMember member in members) yield return StatusOf(member, null, null);
        foreach (MemberRecord marked in Table.Marked.Where(marked => marked.Member.Name != settings.Gateway)) yield return StatusOf(marked.Member, marked.Down, null);
        foreach (ClusterMember gone in Table.Departed)
            if (gone.Name != settings.Gateway && Table.Find(gone.Name) is null) yield return StatusOf(gone, null, Table.GoneFor(gone.Name, now));
    }

    private GatewayStatus StatusOf(ClusterMember member, DownMark? down, TimeSpan? goneFor)
    {
        IEnumerable<string> notes = _troubles.Where(trouble => trouble.About == member.Name && member.Name != settings.Gateway).Select(static trouble => trouble.Text);
        return new GatewayStatus(member, down, goneFor, _skews.Of(member.Name), [.. notes]);
    }

    private static ImmutableArray<ClusterMember> Sorted(ImmutableArray<ClusterMember> members) =>
        members.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));

    private static bool AreSame(ImmutableArray<ClusterMember> before, ImmutableArray<ClusterMember> now)
    {
        if (before.Length != now.Length) return false;
        for (int i = 0; i < before.Length; i++)
            if (!before[i].SaysTheSameAs(now[i])) return false;
        return true;
    }
}
