using System.Diagnostics;

namespace Polymasq.Actors.Clustering;

/// <summary>
/// This gateway's key in the store and the lease that it hangs on: made, renewed, written again, taken over from a former process of ours,
/// lost and made anew. Every write compares the key's revision, so nobody's record is overwritten unseen.
/// </summary>
internal sealed class OwnMembership(ClusterSettings settings, IKeyValueStore store, IStoreSink sink, ClusterTenure tenure, TimeProvider clock)
{
    private readonly string _key = new StoreKeys(settings.Prefix).OfGateway(settings.Gateway);
    private ClusterMember? _wanted;
    private bool _isWritten;
    private bool _isWelcome;
    private long _lease; // 0: none
    private long _revision; // of our key as far as is known, which the next write compares; 0: it is not there
    private long _granting, _writing, _renewing, _revoking; // tickets; 0: none under way

    public Standing Standing { get; private set; }

    /// <summary>Who has our name; null unless it is taken.</summary>
    public ClusterMember? Rival { get; private set; }

    /// <summary>Who has put us down; null when nobody has.</summary>
    public DownMark? Mark { get; private set; }

    /// <summary>Why the store did not do what it was asked last; empty when it did.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>The store has what this gateway says of itself.</summary>
    public bool IsWritten => Standing == Standing.Member && _isWritten && _writing == 0;

    /// <summary>Membership is given up, and the store has that or is not reachable.</summary>
    public bool HasLeft => !_isWelcome && _lease == 0 && _granting == 0 && _writing == 0 && _revoking == 0;

    /// <summary>Wants to be a member that says this of itself.</summary>
    public void Write(ClusterMember own)
    {
        (_wanted, _isWritten, _isWelcome) = (own, false, true);
        Advance();
    }

    /// <summary>After an operator's word: a taken name or a mark is tried again.</summary>
    public void Retry()
    {
        if (Standing is Standing.NameTaken or Standing.PutDown) Standing = Standing.Outside;
        Advance();
    }

    /// <summary>Gives membership up: the record says so, then ends with its lease.</summary>
    public void Leave(ClusterMember lastWords)
    {
        _isWelcome = false;
        if (_writing != 0) return; // its answer is the end
        _wanted = lastWords;
        if (Standing == Standing.Member && _lease != 0) Put();
        else Release(Standing.Outside);
    }

    /// <summary>To be called three times in the life of a lease.</summary>
    public void Renew()
    {
        if (_lease != 0 && _renewing == 0) store.KeepAlive(_renewing = tenure.NextTicket(), _lease, sink);
        Advance(); // what has failed is tried again
    }

    /// <summary>What the watch, or a reading, says of our key.</summary>
    public void Seen(StoreEntry entry)
    {
        bool isNews = entry.ModRevision > _revision && Standing is Standing.Member or Standing.NameTaken;
        if (isNews && _writing == 0 && _granting == 0) Judge(entry); // otherwise the answer will show it
    }

    /// <summary>True when the report was an answer to something asked here.</summary>
    public bool Take(StoreReport report)
    {
        if (report.Ticket == 0) return false;
        if (report.Ticket == _granting) OnGrant(report);
        else if (report.Ticket == _writing) OnWrite(report);
        else if (report.Ticket == _renewing) OnRenewal(report);
        else if (report.Ticket == _revoking) _revoking = 0;
        else return false;
        return true;
    }

    private void Advance()
    {
        bool mayTry = _isWelcome && Standing is Standing.Outside or Standing.Member;
        if (!mayTry || _isWritten || _writing != 0 || _granting != 0) return;
        if (_lease == 0) store.Grant(_granting = tenure.NextTicket(), settings.TimeToLive, sink);
        else Put();
    }

    private void Put()
    {
        byte[] value = StoredMember.Serialize(_wanted! with { At = clock.GetUtcNow() });
        _isWritten = true; // unless something else is wanted meanwhile
        store.Commit(_writing = tenure.NextTicket(), new StoreTransaction([new StoreCompare(_key, _revision)], [new StoreWrite(_key, value, _lease)]), sink);
    }

    private void OnGrant(StoreReport report)
    {
        _granting = 0;
        Failure = report is StoreReport.Failed failed ? failed.Reason : "";
        if (report is not StoreReport.Granted granted) return;
        _lease = granted.Lease;
        if (_isWelcome) Put();
        else Release(Standing.Outside);
    }

    private void OnWrite(StoreReport report)
    {
        (_writing, Failure) = (0, "");
        if (!_isWelcome)
        {
            Release(Standing.Outside); // wanted otherwise while it was written
            return;
        }

        switch (report)
        {
            case StoreReport.Committed committed:
                OnWritten(committed.Revision);
                break;
            case StoreReport.Refused refused:
                _isWritten = false;
                Judge(refused.Current[0]);
                break;
            case StoreReport.Failed failed:
                (_isWritten, Failure) = (false, failed.Reason);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void OnWritten(long revision)
    {
        if (_lease == 0)
        {
            _isWritten = false; // the lease ended meanwhile, and the record with it
        }
        else
        {
            (Standing, _revision) = (Standing.Member, revision);
            tenure.HasJoined = true;
        }

        Advance();
    }

    private void OnRenewal(StoreReport report)
    {
        _renewing = 0;
        if (report is not StoreReport.KeptAlive { IsAlive: false }) return;
        Lose();
        Advance();
    }

    // What stands at our key, when it is not what we thought.
    private void Judge(StoreEntry entry)
    {
        (ClusterMember Member, DownMark? Down)? found = entry.Value is null ? null : StoredMember.Deserialize(entry.Value, out _);
        if (found is { } other && !IsFree(other.Member, other.Down))
        {
            Mark = other.Down;
            Rival = Mark is null ? other.Member : null;
            Release(other.Down is null ? Standing.NameTaken : Standing.PutDown);
            return;
        }

        if (entry.Value is null && Standing == Standing.Member) Lose(); // the lease has ended, and the key with it
        if (Standing == Standing.NameTaken) Standing = Standing.Outside;
        (_revision, _isWritten, Rival, Mark) = (entry.Value is null ? 0 : entry.ModRevision, false, null, null);
        Advance();
    }

    // What cannot be read is free as well: it stands where only we may write.
    private bool IsFree(ClusterMember found, DownMark? down)
    {
        bool isOurs = found.Instance == _wanted?.Instance;
        if (down is not null) return !isOurs || !tenure.HasJoined; // meant for somebody else, or for the time before our start
        // A data directory belongs to one process at a time: who wrote before us is dead, who writes after us has a copy of it.
        return isOurs && (found.StartedAt == _wanted!.StartedAt || !tenure.HasJoined);
    }

    private void Lose()
    {
        (_lease, _revision, _isWritten) = (0, 0, false);
        if (Standing == Standing.Member) Standing = Standing.Outside;
    }

    private void Release(Standing becomes)
    {
        Standing = becomes;
        (_revision, _isWritten) = (0, false);
        if (_lease == 0 || _writing != 0) return;
        store.Revoke(_revoking = tenure.NextTicket(), _lease, sink);
        _lease = 0;
    }
}
