namespace Polymasq.Protocols.Dns;

/// <summary>Walks the labels of a name that <see cref="DnsName.Read"/> has checked, following its pointers.</summary>
public ref struct DnsLabelEnumerator
{
    private readonly ReadOnlySpan<byte> _message;
    private int _next; // offset of the next length octet or pointer; negative: nothing to walk

    internal DnsLabelEnumerator(ReadOnlySpan<byte> message, int offset)
    {
        _message = message;
        _next = offset;
        Current = default;
    }

    public ReadOnlySpan<byte> Current { get; private set; }

    public bool MoveNext()
    {
        if (_next < 0) return false;
        int length = _message[_next];
        while (length > DnsName.LabelLengthMax)
        {
            _next = ((length & 0x3f) << 8) | _message[_next + 1];
            length = _message[_next];
        }

        Current = _message.Slice(_next + 1, length);
        _next += length + 1;
        if (length == 0) _next = -1;
        return length != 0;
    }
}
