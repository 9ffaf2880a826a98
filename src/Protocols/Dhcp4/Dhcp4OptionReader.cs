namespace Polymasq.Protocols.Dhcp4;

/// <summary>
/// Walks the options as they stand, piece by piece, in the order in which RFC 3396 §5 joins them: the options field, then file,
/// then sname where option 52 says that they hold options too. Pad and end are skipped.
/// </summary>
public ref struct Dhcp4OptionReader
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly OptionOverload _overload;
    private ReadOnlySpan<byte> _rest;
    private OptionOverload _done; // the fields after the first one that are read already

    internal Dhcp4OptionReader(ReadOnlySpan<byte> message, OptionOverload overload)
    {
        _message = message;
        _overload = overload;
        _rest = message[Dhcp4Layout.Options..];
        _done = OptionOverload.None;
    }

    /// <summary>The code of the piece read last.</summary>
    public OptionCode Code { get; private set; }

    /// <summary>The bytes of the piece read last, at most 255: an option may have more pieces.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>True if an option's length runs past its field. Can't be on a message that was read Ok.</summary>
    public bool IsPastEnd { get; private set; }

    /// <summary>Moves to the next piece; false at the end or at the first broken one.</summary>
    public bool Read()
    {
        do
        {
            if (ReadInField()) return true;
        }
        while (!IsPastEnd && NextField());
        return false;
    }

    private bool ReadInField()
    {
        while (!_rest.IsEmpty)
        {
            OptionCode code = (OptionCode)_rest[0];
            if (code == OptionCode.End) break; // what follows is padding, whatever it looks like
            if (code == OptionCode.Pad)
            {
                _rest = _rest[1..];
                continue;
            }

            if (_rest.Length < 2 || _rest.Length - 2 < _rest[1])
            {
                IsPastEnd = true;
                break;
            }

            Code = code;
            Data = _rest.Slice(2, _rest[1]);
            _rest = _rest[(2 + _rest[1])..];
            return true;
        }

        _rest = default;
        return false;
    }

    private bool NextField()
    {
        OptionOverload left = _overload & ~_done;
        if ((left & OptionOverload.File) != 0)
        {
            _done |= OptionOverload.File;
            _rest = _message.Slice(Dhcp4Layout.File, Dhcp4Layout.FileLength);
            return true;
        }

        if ((left & OptionOverload.ServerName) == 0) return false;
        _done |= OptionOverload.ServerName;
        _rest = _message.Slice(Dhcp4Layout.ServerName, Dhcp4Layout.ServerNameLength);
        return true;
    }
}
