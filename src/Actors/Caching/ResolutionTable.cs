namespace Polymasq.Actors.Caching;

/// <summary>The bounded stock of resolutions of a shard, found by question and by message ID.</summary>
internal sealed class ResolutionTable(int questionsMax, IEntropy? entropy = null)
{
    public const int QuestionsLimit = 8191; // 13 bits beside three for the attempt

    private const int AttemptBits = 3;

    private readonly Resolution?[] _all = new Resolution?[Math.Min(questionsMax, QuestionsLimit)];
    private readonly Stack<Resolution> _free = new();
    private readonly Dictionary<ulong, Resolution> _byHash = [];
    private readonly ushort[] _byId = new ushort[ushort.MaxValue + 1]; // place and attempt, plus one; 0 is free
    private readonly RandomNumbers _random = new(entropy);
    private int _made;

    /// <summary>In use, drained ones included.</summary>
    public int Count => _made - _free.Count;

    /// <summary>More than half are in use.</summary>
    public bool IsCrowded => Count > _all.Length / 2;

    public IEnumerable<Resolution> Active => _all.Take(_made).OfType<Resolution>().Where(static one => one.State != ResolutionState.Free);

    /// <summary>The resolution that others with the same question wait for already.</summary>
    public Resolution? Find(in QuestionKey key) => _byHash.TryGetValue(key.Hash, out Resolution? found) && IsFor(found, key) ? found : null;

    /// <summary>A fresh one; null when all are in use.</summary>
    public Resolution? TryTake() => _free.TryPop(out Resolution? free) ? free : _made < _all.Length ? _all[_made] = new Resolution(_made++) : null;

    /// <summary>From now on <see cref="Find"/> finds it.</summary>
    public void Publish(Resolution resolution) => _byHash[resolution.Key.Hash] = resolution;

    public void Unpublish(Resolution resolution)
    {
        if (_byHash.TryGetValue(resolution.Key.Hash, out Resolution? found) && ReferenceEquals(found, resolution)) _byHash.Remove(resolution.Key.Hash);
    }

    public void Free(Resolution resolution)
    {
        resolution.State = ResolutionState.Free;
        _free.Push(resolution);
    }

    /// <summary>An ID that no other open attempt of the shard has.</summary>
    public ushort TakeId(Resolution resolution, int attempt)
    {
        ushort id;
        do id = (ushort)_random.Next();
        while (_byId[id] != 0);
        _byId[id] = (ushort)(((resolution.Index << AttemptBits) | attempt) + 1);
        return id;
    }

    /// <summary>Bits that nobody can foresee either.</summary>
    public uint TakeCasePattern() => _random.Next();

    /// <summary>RFC 9018 §3: 64 bits that nobody can foresee; never 0.</summary>
    public ulong TakeClientCookie() => ((ulong)_random.Next() << 32) | Math.Max(_random.Next(), 1);

    public void FreeId(ushort id) => _byId[id] = 0;

    /// <summary>The attempt that waits for a reply with this ID.</summary>
    public bool TryFind(ushort id, out Resolution resolution, out int attempt)
    {
        int place = _byId[id] - 1;
        attempt = place & ((1 << AttemptBits) - 1);
        resolution = place < 0 ? null! : _all[place >> AttemptBits]!;
        return place >= 0;
    }

    public static StreamTicket TicketFor(Resolution resolution, int attempt) =>
        new(((long)resolution.Generation << 32) | (uint)((resolution.Index << AttemptBits) | attempt));

    /// <summary>The attempt that a ticket was given to, if it still waits.</summary>
    public bool TryFind(StreamTicket ticket, out Resolution resolution, out int attempt)
    {
        attempt = (int)ticket.Value & ((1 << AttemptBits) - 1);
        int index = (int)ticket.Value >> AttemptBits;
        resolution = index >= 0 && index < _made ? _all[index]! : null!;
        return resolution is not null && resolution.Generation == (uint)(ticket.Value >> 32) && resolution.State != ResolutionState.Free
            && attempt < resolution.AttemptCount && resolution.Attempts[attempt].State is AttemptState.Stream or AttemptState.Encrypted;
    }

    private static bool IsFor(Resolution resolution, in QuestionKey key)
    {
        QuestionKey its = resolution.Key;
        return its.Bits == key.Bits && its.Question.SequenceEqual(key.Question);
    }
}
