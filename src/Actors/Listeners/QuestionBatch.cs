using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// What was read of the queries of a batch. They are all read before the first is answered, so that what their answers need of
/// memory is on its way for all of them at once.
/// </summary>
internal sealed class QuestionBatch(int capacity, QuestionHasher hasher)
{
    private readonly DnsQuery[] _queries = new DnsQuery[capacity];
    private readonly DnsQueryStatus[] _states = new DnsQueryStatus[capacity];
    private readonly ulong[] _hashes = new ulong[capacity];
    private readonly byte[] _questions = new byte[capacity * QuestionHasher.BufferLength];

    public void Read(int index, ReadOnlySpan<byte> datagram)
    {
        ref DnsQuery query = ref _queries[index];
        _states[index] = DnsQueryReader.Read(datagram, out query);
        if (_states[index] == DnsQueryStatus.Ok)
            _hashes[index] = hasher.Read(datagram.Slice(DnsHeader.Size, query.QuestionLength), BitsOf(query), BufferOf(index)).Hash;
    }

    public ref readonly DnsQuery Query(int index) => ref _queries[index];

    public DnsQueryStatus Status(int index) => _states[index];

    /// <summary>Of the question's key; only if its status is <see cref="DnsQueryStatus.Ok"/>.</summary>
    public ulong HashOf(int index) => _hashes[index];

    /// <summary>The question's key; only if its status is <see cref="DnsQueryStatus.Ok"/>.</summary>
    public QuestionKey Key(int index) =>
        new(BufferOf(index)[.._queries[index].QuestionLength], BitsOf(_queries[index]), _hashes[index]);

    private Span<byte> BufferOf(int index) => _questions.AsSpan(index * QuestionHasher.BufferLength, QuestionHasher.BufferLength);

    private static KeyBits BitsOf(in DnsQuery query) => QuestionKey.BitsOf(query.Edns.DnssecOk, query.Flags.IsCheckingDisabled);
}
