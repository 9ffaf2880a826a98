using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Ports;

/// <summary>One line of <c>/proc/net/{udp,udp6,tcp,tcp6}</c>: a socket of some process.</summary>
internal readonly record struct ProcNetEntry(IPAddress Address, int Port, int State, long Inode)
{
    private const int Listening = 0x0A;

    public bool IsListening => State == Listening;

    /// <summary>True when this socket keeps another one from <paramref name="wanted"/>.</summary>
    public bool IsInTheWayOf(IPEndPoint wanted)
    {
        if (Port != wanted.Port) return false;
        if (Address.Equals(IPAddress.IPv6Any)) return true; // takes IPv4 as well unless it is told otherwise
        if (Address.AddressFamily != wanted.AddressFamily) return false;
        return Address.Equals(IPAddress.Any) || wanted.Address.Equals(IPAddress.Any) || wanted.Address.Equals(IPAddress.IPv6Any)
            || Address.GetAddressBytes().AsSpan().SequenceEqual(wanted.Address.GetAddressBytes());
    }
}

/// <summary>Reads those files.</summary>
/// <remarks><code>  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode …</code></remarks>
internal static class ProcNetTable
{
    private const int ColumnLocal = 1;
    private const int ColumnState = 3;
    private const int ColumnInode = 9;

    public static IEnumerable<ProcNetEntry> Read(string text)
    {
        foreach (string line in text.Split('\n').Skip(1))
        {
            if (TryRead(line, out ProcNetEntry entry)) yield return entry;
        }
    }

    private static bool TryRead(string line, out ProcNetEntry entry)
    {
        entry = default;
        string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length <= ColumnInode) return false;
        int colon = columns[ColumnLocal].IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32)) return false;
        if (!TryReadHex(columns[ColumnLocal].AsSpan(colon + 1), out uint port) || !TryReadHex(columns[ColumnState], out uint state)) return false;
        if (!long.TryParse(columns[ColumnInode], NumberStyles.None, CultureInfo.InvariantCulture, out long inode)) return false;

        // The kernel prints each group of four bytes as a number in its own byte order.
        Span<byte> address = stackalloc byte[colon / 2];
        for (int i = 0; i < colon; i += 8)
        {
            if (!TryReadHex(columns[ColumnLocal].AsSpan(i, 8), out uint word)) return false;
            MemoryMarshal.Write(address[(i / 2)..], word);
        }

        entry = new ProcNetEntry(new IPAddress(address), (int)port, (int)state, inode);
        return true;
    }

    private static bool TryReadHex(ReadOnlySpan<char> text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
