using System.Runtime.CompilerServices;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>A set of option numbers, 32 bytes.</summary>
internal struct OptionCodes
{
    private Words _words;

    /// <summary>False if it was in the set already.</summary>
    public bool Add(OptionCode code)
    {
        ref uint word = ref _words[(int)code / 32];
        uint bit = 1u << ((int)code % 32);
        if ((word & bit) != 0) return false;
        word |= bit;
        return true;
    }

    [InlineArray(8)]
    private struct Words
    {
        private uint _first;
    }
}
