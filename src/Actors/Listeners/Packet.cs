namespace Polymasq.Actors.Listeners;

/// <summary>
/// A datagram, or one message of a stream, on its way between actors. It has one owner at a time, who hands it on or
/// calls <see cref="Release"/> exactly once; whoever receives it in a message owns it, unless telling failed.
/// </summary>
public sealed class Packet
{
    private int _rented = 1;
    private ResponseExtras? _extras; // made when first needed and kept

    internal Packet(PacketPool home, int index, int bytes)
    {
        (Home, Index) = (home, index);
        Buffer = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
    }

    /// <summary>The bytes. Pinned for its whole life, so that native calls may fill and read it.</summary>
    public byte[] Buffer { get; }

    /// <summary>How many bytes of <see cref="Buffer"/> are the message.</summary>
    public int Length { get; set; }

    public ReadOnlySpan<byte> Message => Buffer.AsSpan(0, Length);

    /// <summary>For a query: who asked. For an upstream's reply: <see cref="QueryOrigin.Peer"/> is the server that sent it,
    /// <see cref="QueryOrigin.Socket"/> the token of the socket it came through and <see cref="QueryOrigin.ReceivedAt"/> when.</summary>
    public QueryOrigin Origin { get; set; }

    /// <summary>For a query that is being answered: by whom.</summary>
    public AnswerOrigin Answered { get; internal set; }

    /// <summary>What was read of a query, so that nobody reads it twice.</summary>
    internal QuestionFacts Facts;

    /// <summary>The query in its client's words, up to the end of the question; of the header the ID alone is his when aliases have led elsewhere.</summary>
    internal ReadOnlySpan<byte> Asked => Facts.HasAliases ? Facts.Extras!.Asked : Message;

    /// <summary>Makes the extras of a query's answer its own: those in <see cref="Facts"/> are a responder's.</summary>
    internal void KeepExtras()
    {
        _extras ??= new ResponseExtras();
        _extras.CopyFrom(Facts.Extras!);
        Facts.Extras = _extras;
    }

    /// <summary>The next query that waits for the same answer. Belongs to the owner.</summary>
    internal Packet? Next { get; set; }

    internal PacketPool Home { get; }

    internal int Index { get; }

    /// <summary>The packet under this one in its pool's stack of free ones.</summary>
    internal int FreeBelow { get; set; }

    /// <summary>Gives it back to its pool. Nothing of it may be touched afterwards.</summary>
    /// <exception cref="InvalidOperationException">It was released before: somebody else may be using it by now.</exception>
    public void Release()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 0) throw new InvalidOperationException("a packet was released twice");
        Origin = default;
        Next = null;
        Home.Take(this);
    }

    internal Packet Rented()
    {
        Volatile.Write(ref _rented, 1);
        return this;
    }
}
