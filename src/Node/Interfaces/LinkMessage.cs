using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Polymasq.Actors.Interfaces;

namespace Polymasq.Node.Interfaces;

/// <summary>Reads the body of RTM_NEWLINK and RTM_DELLINK.</summary>
/// <remarks><code>ifinfomsg  0 family (1) | 2 hardware type (2) | 4 index (4) | 8 flags (4) | 12 change mask (4) | 16 attributes</code></remarks>
internal static class LinkMessage
{
    private const int FixedLength = 16;
    private const uint FlagUp = 0x1;
    private const uint FlagLoopback = 0x8;
    private const uint FlagRunning = 0x40;
    private const int AttributeAddress = 1;
    private const int AttributeName = 3;
    private const int AttributeMtu = 4;

    /// <returns>False for what is not about a link of its own: a bridge tells of its ports with the same type and another family.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out InterfaceInfo link)
    {
        link = null!;
        if (body.Length < FixedLength || body[0] != 0) return false;
        uint flags = MemoryMarshal.Read<uint>(body[8..]);
        string? name = null;
        int mtu = 0;
        ImmutableArray<byte> hardwareAddress = [];
        ReadOnlySpan<byte> attributes = body[FixedLength..];
        while (NetlinkMessage.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            if (type == AttributeName) name = Encoding.UTF8.GetString(value.TrimEnd((byte)0));
            else if (type == AttributeMtu && value.Length == sizeof(int)) mtu = MemoryMarshal.Read<int>(value);
            else if (type == AttributeAddress) hardwareAddress = [.. value];
        }

        if (name is null) return false;
        link = new InterfaceInfo
        {
            Index = MemoryMarshal.Read<int>(body[4..]),
            Name = name,
            IsUp = (flags & FlagUp) != 0,
            IsRunning = (flags & FlagRunning) != 0,
            IsLoopback = (flags & FlagLoopback) != 0,
            HardwareType = MemoryMarshal.Read<ushort>(body[2..]),
            Mtu = mtu,
            HardwareAddress = hardwareAddress,
        };
        return true;
    }
}
