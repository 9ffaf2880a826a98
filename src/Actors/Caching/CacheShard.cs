using System.Diagnostics.CodeAnalysis;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>The state of a shard: who waits for what, and when something has to happen. Its actor calls it, one turn after the other.</summary>
internal sealed class CacheShard
{
    private const long TickMilliseconds = 10;

    // RFC 2308 §7.1 allows five minutes; an outage should not be remembered for longer than a client waits.
    private const uint FailureSeconds = 2;

    private readonly CacheShardPorts _ports;
    private readonly CacheTable _table;
    private readonly ShardCounters _counters;
    private readonly ShardClock _clock;
    private readonly ResolutionTable _resolutions;
    private readonly OpenAttempts _open;
    private readonly PeerMessages? _peers;
    private readonly QuestionSender _sender;
    private readonly ReplyIntake _intake;
    private readonly ClientAnswers _clients;
    private readonly ResolutionDeadlines _deadlines;
    private readonly DeadlineWheel _wheel;
    private readonly FilterSweep _sweep;
    private readonly RebindingWarnings _warnings;
    private readonly byte[] _key = new byte[QuestionHasher.BufferLength];
    private readonly byte[] _entry = new byte[CacheTable.EntryBytesMax];
    private StaleEntries _stale;
    private EntryWriter _writer;
    private AnswerFilter _filter = AnswerFilter.None;

    public CacheShard(CacheShardSettings settings, CacheShardPorts ports)
    {
        (_ports, _table, _counters) = (ports, ports.Table, ports.Counters);
        _clock = new ShardClock(ports.System, ports.Protocol);
        _resolutions = new ResolutionTable(settings.QuestionsMax, ports.Entropy);
        _open = new OpenAttempts(_resolutions, _clock, ports.Shard);
        _peers = ports.PeerSettings is { } shared ? new PeerMessages(shared, _clock) : null;
        _sender = new QuestionSender(_resolutions, ports.Upstreams, ports.Peers, _peers, ports.Udp, ports.Tcp, _clock, _counters, ports.Shard);
        _intake = new ReplyIntake(_resolutions, _sender, _open, _peers, _clock, _counters, ports.Shard);
        _clients = new ClientAnswers(ports.Replies, ports.PeerReplies, ports.Queries, _clock, _counters);
        _deadlines = new ResolutionDeadlines(_open, _clock);
        _wheel = new DeadlineWheel(_clock.TicksOfMilliseconds(TickMilliseconds), _clock.Now);
        _sweep = new FilterSweep(_table);
        _warnings = new RebindingWarnings(ports.Log, _clock);
        Configure(settings);
    }

    public bool HasDeadlines => _wheel.Count > 0 || _sweep.IsUnderWay;

    [MemberNotNull(nameof(_stale), nameof(_writer))]
    public void Configure(CacheShardSettings settings)
    {
        _stale = new StaleEntries(_table, _clock) { MaxSeconds = Math.Max(settings.ServeStaleSeconds, settings.Responses.StaleAtOnceSeconds) };
        _sender.RandomisesCase = settings.RandomisesCase;
        _sender.UsesCookies = settings.UsesCookies;
        _clients.TtlMaxSeconds = settings.Responses.TtlMaxSeconds;
        if (!settings.Filters.IsSameAs(_filter.Settings)) _sweep.Begin(_filter = new AnswerFilter(settings.Filters));
        _intake.Filter = _filter;
        _writer = new EntryWriter(settings.Ttl, _filter);
    }

    /// <summary>Answers the query, lets it wait, or asks for it. Takes the packet.</summary>
    public void Lookup(Packet query)
    {
        if (query.Facts.IsRefresh)
        {
            Refresh(query);
            return;
        }

        _counters.CountLookup();
        QuestionKey key = KeyOf(query);
        int length = _table.TryCopy(key, _entry); // it may have come since the responder looked
        if (length > 0 && CachedResponse.IsFresh(EntryHeader.Read(_entry), _clock.Seconds))
        {
            _counters.CountLateHit();
            _clients.Answer(query, _entry.AsSpan(0, length));
        }
        else if (_resolutions.Find(key) is { } known)
        {
            _counters.CountMerged();
            _clients.AddWaiter(known, query);
            if (known.HasPeer) AskForPeer(known);
        }
        else if (TryTake(key) is { } fresh)
        {
            fresh.HasStale = length > 0 && _stale.IsUsable(_entry.AsSpan(0, length));
            _clients.AddWaiter(fresh, query);
            _resolutions.Publish(fresh);
            Begin(fresh);
        }
        else
        {
            _counters.CountShed();
            _writer.WriteFailure(key, lifetime: 0, _clock.Seconds);
            _clients.Answer(query, _writer.Entry);
        }
    }

    /// <summary>Asks one server for the root's name servers: any reply will do.</summary>
    public void Probe(UpstreamServer server) => Probe(server, [0, 0, (byte)RecordType.NS, 0, (byte)RecordClass.Internet]);

    /// <summary>Asks one server for a name that it does not know either.</summary>
    public void ProbeLoop(LoopProbe probe) => Probe(probe.Server, [.. probe.Name, 0, (byte)RecordType.TXT, 0, (byte)RecordClass.Internet]);

    private void Probe(UpstreamServer server, ReadOnlySpan<byte> question)
    {
        if (TryTake(_ports.Hasher.Read(question, KeyBits.None, _key)) is not { } probe) return;
        probe.Target = server;
        probe.State = ResolutionState.Asking;
        if (_sender.TryBegin(probe)) SetDeadline(probe);
        else Free(probe);
    }

    public void TakeReply(Packet reply)
    {
        AskVerdict verdict = _intake.TakeReply(reply, out Resolution resolution, out int attempt);
        Act(verdict, resolution, attempt, reply.Message);
        reply.Release();
    }

    public void TakeStreamReply(StreamTicket ticket, Packet reply)
    {
        AskVerdict verdict = _intake.TakeStreamReply(ticket, reply, out Resolution resolution, out int attempt);
        Act(verdict, resolution, attempt, reply.Message);
        reply.Release();
    }

    public void StreamFailed(StreamTicket ticket) => Act(_intake.StreamFailed(ticket, out Resolution resolution), resolution, 0, default);

    /// <summary>There are other servers now: what waited for the first one goes out.</summary>
    public void AskParked()
    {
        if (_ports.Upstreams.Current.IsEmpty) return;
        foreach (Resolution parked in _resolutions.Active.Where(static one => one.State == ResolutionState.Parked).ToArray()) Begin(parked);
    }

    /// <summary>Does what has come due.</summary>
    public void Turn()
    {
        _sweep.Step();
        while (_wheel.TakeDue(_clock.Now) is { } due) OnDeadline(due);
    }

    public void EndTurn()
    {
        _ports.Udp.Flush();
        _clients.Flush();
        _clock.EndTurn();
    }

    /// <summary>Gives back all packets: the shard ends.</summary>
    public void ReleaseAll()
    {
        foreach (Resolution resolution in _resolutions.Active) _clients.ReleaseAll(resolution);
        _peers?.Dispose();
    }

    public void Show(CacheShow request) => request.ReplyTo.TrySet(CacheReader.Read(_table, request, _clock.Seconds));

    public void Flush(CacheFlush request) => request.ReplyTo.TrySet(CacheReader.Flush(_table, request));

    public void Restore(CacheRestore request) => request.ReplyTo.TrySet(request.Portion.RestoreTo(_table, _filter, _entry));

    private QuestionKey KeyOf(Packet query)
    {
        ref QuestionFacts facts = ref query.Facts;
        query.Message.Slice(DnsHeader.Size, facts.QuestionLength).CopyTo(_key);
        WireName.ToLower(_key.AsSpan(0, facts.QuestionLength - QuestionKey.FixedLength));
        return new QuestionKey(_key.AsSpan(0, facts.QuestionLength), facts.KeyBits, facts.Hash);
    }

    // Somebody was answered from an entry that is, or soon will be, too old. Nobody waits; until the answer comes, or for a while if none
    // does, nobody needs to tell us again.
    private void Refresh(Packet query)
    {
        QuestionKey key = KeyOf(query);
        if (_table.TryCopy(key, _entry) > 0 && _resolutions.Find(key) is null)
        {
            EntryHeader header = EntryHeader.Read(_entry);
            bool isFresh = CachedResponse.IsFresh(header, _clock.Seconds);
            if (!isFresh) _stale.TryRevive(key, _entry);
            else if (!header.IsRefreshing) _table.TryUpdate(key, header.Lifetime, EntryFlags.Refreshing);
            if (!isFresh || !header.IsRefreshing) FetchAnew(key, onlyAtHome: isFresh);
        }

        query.Release();
    }

    private void FetchAnew(in QuestionKey key, bool onlyAtHome)
    {
        if (TryTake(key) is not { } fresh) return;
        if (onlyAtHome && _sender.HasHome(fresh)) // the home's entry is as old as ours
        {
            Free(fresh);
            return;
        }

        fresh.HasStale = true; // if upstream fails, what is there stays
        _counters.CountRefreshed();
        _resolutions.Publish(fresh);
        Begin(fresh);
    }

    private Resolution? TryTake(in QuestionKey key)
    {
        Resolution? resolution = _resolutions.TryTake();
        resolution?.Begin(key, _clock.Now);
        return resolution;
    }

    // A gateway that asks must not wait for another one that may wait for it in its turn.
    private void AskForPeer(Resolution resolution)
    {
        if (resolution is { State: ResolutionState.Asking, UpstreamCount: 0 }) _sender.TryBeginUpstream(resolution);
        SetDeadline(resolution);
    }

    private void Begin(Resolution resolution)
    {
        UpstreamSet upstreams = _ports.Upstreams.Current; // once: another one may stand there at the next look
        if (upstreams.IsEmpty && (resolution.HasPeer || !_sender.HasHome(resolution)))
        {
            resolution.State = ResolutionState.Parked;
            if (upstreams.IsFinal) Fail(resolution);
            else SetDeadline(resolution);
            return;
        }

        resolution.State = ResolutionState.Asking;
        resolution.StartedAt = _clock.Now;
        if (_sender.TryBegin(resolution)) SetDeadline(resolution);
        else Fail(resolution);
    }

    private void Act(AskVerdict verdict, Resolution resolution, int attempt, ReadOnlySpan<byte> reply)
    {
        if (verdict == AskVerdict.Answer) verdict = Take(resolution, attempt, reply);
        if (verdict == AskVerdict.Failed) Fail(resolution);
        else if (verdict == AskVerdict.Done) Free(resolution);
        else if (resolution is { State: ResolutionState.Asking or ResolutionState.Draining }) SetDeadline(resolution);
    }

    private AskVerdict Take(Resolution resolution, int attempt, ReadOnlySpan<byte> reply)
    {
        UpstreamServer server = resolution.Attempts[attempt].Server;
        EntryVerdict verdict = _writer.Write(reply, resolution.Key, _clock.Seconds, server.IsPeer, server.ErrorSource);
        if (verdict == EntryVerdict.Unusable) return _intake.Unusable(resolution, attempt);
        if (_writer.Outcome != FilterOutcome.Unchanged) _counters.CountFiltered();
        if (_writer.Outcome == FilterOutcome.Rebinding) _warnings.Tell(resolution.Key);
        if (verdict == EntryVerdict.Cacheable) _table.Put(_writer.Entry);
        _counters.CountAnswered();
        _open.TellBeaten(resolution);
        resolution.AnsweredBy = server;
        _clients.AnswerAll(resolution, _writer.Entry);
        return Close(resolution);
    }

    private void Fail(Resolution resolution)
    {
        if (!TryAnswerStale(resolution))
        {
            bool wasAsked = resolution.AttemptCount > 0; // otherwise the next moment may bring a server
            _writer.WriteFailure(resolution.Key, FailureSeconds, _clock.Seconds, ReasonOf(resolution), resolution.Errors);
            if (wasAsked && !resolution.HasStale) _table.Put(_writer.Entry);
            _counters.CountFailed();
            _clients.AnswerAll(resolution, _writer.Entry);
        }

        if (Close(resolution) == AskVerdict.Done) Free(resolution);
        else SetDeadline(resolution);
    }

    // RFC 8914: who has a reason from a server needs none of ours.
    private static EntryReason ReasonOf(Resolution resolution)
    {
        if (!resolution.Errors.IsEmpty) return EntryReason.None;
        if (resolution.HasFailedReply) return EntryReason.Unanswered;
        return resolution.HasNoWay ? EntryReason.NetworkError : EntryReason.Unreachable;
    }

    private AskVerdict Close(Resolution resolution)
    {
        _resolutions.Unpublish(resolution);
        if (_resolutions.IsCrowded) _open.CloseAll(resolution); // late replies are worth knowing, but not worth a client's query
        return _open.Finish(resolution) ? AskVerdict.Done : AskVerdict.Wait;
    }

    private void Free(Resolution resolution)
    {
        _wheel.Remove(resolution);
        _resolutions.Free(resolution);
    }

    private void OnDeadline(Resolution resolution)
    {
        _open.CountSilence(resolution);
        bool isAwaited = resolution.State != ResolutionState.Draining && resolution.Target is null;
        if (!isAwaited && !resolution.HasOpenAttempts)
        {
            Free(resolution);
            return;
        }

        bool isHedgeDue = resolution.State == ResolutionState.Asking && _deadlines.IsHedgeDue(resolution);
        if (isAwaited && (_deadlines.IsOver(resolution) || (isHedgeDue && !_sender.IsHopeful(resolution))))
        {
            Fail(resolution);
            return;
        }

        if (_deadlines.IsPeerDue(resolution)) AnswerPeers(resolution);
        if (_deadlines.IsStaleDue(resolution)) TryAnswerStale(resolution);
        if (isHedgeDue) _sender.Hedge(resolution);
        SetDeadline(resolution);
    }

    private void SetDeadline(Resolution resolution) => _wheel.Set(resolution, _deadlines.Next(resolution), _clock.Now);

    // They ask upstream themselves meanwhile, and must not think that we are gone.
    private void AnswerPeers(Resolution resolution)
    {
        if (TryAnswerStale(resolution)) return;
        _writer.WriteFailure(resolution.Key, lifetime: 0, _clock.Seconds);
        _clients.AnswerPeers(resolution, _writer.Entry);
    }

    // RFC 8767 §5: known and old is better than nothing.
    private bool TryAnswerStale(Resolution resolution)
    {
        if (!resolution.HasStale || resolution.First is null) return false;
        int length = _stale.TryRevive(resolution.Key, _entry);
        if (length == 0)
        {
            resolution.HasStale = false; // evicted meanwhile
            return false;
        }

        _counters.CountStale();
        _clients.AnswerAll(resolution, _entry.AsSpan(0, length));
        return true;
    }
}
