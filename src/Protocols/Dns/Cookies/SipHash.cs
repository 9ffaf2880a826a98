using System.Buffers.Binary;
using System.Numerics;

namespace Polymasq.Protocols.Dns.Cookies;

/// <summary>SipHash-2-4: a keyed hash of short inputs that nobody without the key can compute (RFC 9018 §4.4 asks for it).</summary>
internal static class SipHash
{
    /// <param name="key0">The first half of the key, read as little-endian.</param>
    /// <param name="key1">The second half.</param>
    public static ulong Compute(ulong key0, ulong key1, ReadOnlySpan<byte> data)
    {
        State state = new(key0, key1);
        ulong length = (ulong)data.Length << 56;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..]) state.Add(BinaryPrimitives.ReadUInt64LittleEndian(data));
        for (int i = 0; i < data.Length; i++) length |= (ulong)data[i] << (8 * i);
        state.Add(length);
        return state.Finish();
    }

    private struct State(ulong key0, ulong key1)
    {
        private ulong _v0 = key0 ^ 0x736f6d6570736575, _v1 = key1 ^ 0x646f72616e646f6d, _v2 = key0 ^ 0x6c7967656e657261, _v3 = key1 ^ 0x7465646279746573;

        public void Add(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong Finish()
        {
            _v2 ^= 0xff;
            for (int i = 0; i < 4; i++) Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            _v0 += _v1;
            _v2 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v1;
            _v0 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
