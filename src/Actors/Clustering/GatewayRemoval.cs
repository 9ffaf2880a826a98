using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Clustering;

/// <summary>
/// Takes another gateway's membership away: its record is replaced by one with a mark, so that it knows if it lives. The mark ends after
/// a week, or when that gateway starts anew or is resumed.
/// </summary>
internal sealed class GatewayRemoval(
    StoreKeys keys, string own, MemberRecord victim, ReplyTo<ClusterReply> reply, IKeyValueStore store, IStoreSink sink, ClusterTenure tenure, TimeProvider clock)
{
    private static readonly TimeSpan MarkTime = TimeSpan.FromDays(7);
    private const int TriesMax = 5; // against a record that is just being written

    private MemberRecord _victim = victim;
    private long _ticket, _lease;
    private int _tries;

    public bool IsOver { get; private set; }

    public void Begin() => store.Grant(_ticket = tenure.NextTicket(), MarkTime, sink);

    public bool Take(StoreReport report)
    {
        if (report.Ticket != _ticket) return false;
        switch (report)
        {
            case StoreReport.Granted granted:
                _lease = granted.Lease;
                Mark();
                break;
            case StoreReport.Committed:
                Finish(true, $"{_victim.Member.Name} is down: no gateway counts on it, and it stays out until 'polymasq cluster resume' there, or its restart");
                break;
            case StoreReport.Refused refused:
                OnRefused(refused.Current[0]);
                break;
            case StoreReport.Failed failed:
                Finish(false, $"the store did not take it: {failed.Reason}");
                break;
            default:
                break;
        }

        return true;
    }

    private void Mark()
    {
        _tries++;
        byte[] value = StoredMember.Serialize(_victim.Member, new DownMark(own, clock.GetUtcNow()));
        string key = keys.OfGateway(_victim.Member.Name);
        store.Commit(_ticket = tenure.NextTicket(), new StoreTransaction([new StoreCompare(key, _victim.Revision)], [new StoreWrite(key, value, _lease)]), sink);
    }

    private void OnRefused(StoreEntry current)
    {
        (ClusterMember Member, DownMark? Down)? found = current.Value is null ? null : StoredMember.Deserialize(current.Value, out _);
        if (found is null) Finish(true, $"{_victim.Member.Name} has just gone by itself");
        else if (found.Value.Down is { } mark) Finish(true, $"{_victim.Member.Name} is down: {mark.By} has said so");
        else if (_tries == TriesMax) Finish(false, $"the record of {_victim.Member.Name} changes all the time; try again");
        else
        {
            _victim = new MemberRecord(found.Value.Member, null, current.ModRevision);
            Mark();
        }
    }

    private void Finish(bool isDone, string text)
    {
        IsOver = true;
        reply.TrySet(new ClusterReply(isDone, text));
    }
}
