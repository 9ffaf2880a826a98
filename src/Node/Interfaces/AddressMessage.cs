using System.Net;
using System.Runtime.InteropServices;
using Polymasq.Actors.Interfaces;

namespace Polymasq.Node.Interfaces;

/// <summary>Reads the body of RTM_NEWADDR and RTM_DELADDR.</summary>
/// <remarks><code>ifaddrmsg  0 family (1) | 1 prefix length (1) | 2 flags (1) | 3 scope (1) | 4 interface (4) | 8 attributes</code></remarks>
internal static class AddressMessage
{
    private const int FixedLength = 8;
    private const int AttributeAddress = 1;
    private const int AttributeLocal = 2;
    private const int AttributeFlags = 8;

    public static bool TryRead(ReadOnlySpan<byte> body, out int interfaceIndex, out InterfaceAddress address)
    {
        (interfaceIndex, address) = (0, null!);
        if (body.Length < FixedLength) return false;
        interfaceIndex = MemoryMarshal.Read<int>(body[4..]);
        uint flags = body[2];
        scoped ReadOnlySpan<byte> peer = default;
        scoped ReadOnlySpan<byte> local = default;
        ReadOnlySpan<byte> attributes = body[FixedLength..];
        while (NetlinkMessage.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            if (type == AttributeAddress) peer = value;
            else if (type == AttributeLocal) local = value;
            else if (type == AttributeFlags && value.Length == sizeof(uint)) flags = MemoryMarshal.Read<uint>(value); // all 32 bits of them
        }

        ReadOnlySpan<byte> own = local.IsEmpty ? peer : local; // on a point-to-point link the first is the other end's
        if (own.Length is not (4 or 16)) return false;
        var scope = (AddressScope)body[3];
        bool needsScopeId = own.Length == 16 && scope == AddressScope.Link;
        IPAddress ip = needsScopeId ? new IPAddress(own, interfaceIndex) : new IPAddress(own);
        address = new InterfaceAddress(ip, body[1], scope, (AddressFlags)flags);
        return true;
    }
}
