using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Polymasq.Actors.Caching;

/// <summary>Message IDs that nobody can foresee (RFC 5452 §9.2), drawn from the system's generator in blocks, so that one costs next to nothing.</summary>
internal sealed class IdSource
{
    private readonly ushort[] _block = new ushort[2048];
    private int _used = 2048;

    public ushort Next()
    {
        if (_used == _block.Length)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_block.AsSpan()));
            _used = 0;
        }

        return _block[_used++];
    }
}
