using System.Runtime.InteropServices;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Interfaces;

/// <summary>An rtnetlink socket that follows links and addresses of both families.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int BufferBytes = 32 * 1024; // the kernel never makes a dump's datagram larger
    private const int ReceiveQueueBytes = 1024 * 1024;
    private const ushort RequestDump = 0x301; // NLM_F_REQUEST | NLM_F_DUMP
    private const uint Groups = 0x1 | 0x10 | 0x100; // RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR
    private const int AddressLength = 12; // sockaddr_nl: family (2), padding (2), port (4), groups (4)

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);

    private NetlinkSocket(int descriptor) => Descriptor = descriptor;

    public int Descriptor { get; private set; }

    public static NetlinkSocket? Open(out NativeFailure failure)
    {
        var setup = new SocketSetup(Family.Netlink, SocketKind.Raw, SocketProtocol.NetlinkRoute);
        setup.SetBuffers(ReceiveQueueBytes, 0);
        Span<byte> address = stackalloc byte[AddressLength];
        address.Clear();
        MemoryMarshal.Write(address, (ushort)Family.Netlink);
        MemoryMarshal.Write(address[8..], Groups);
        setup.Bind(address);
        failure = setup.Failure;
        int descriptor = setup.Finish();
        return descriptor < 0 ? null : new NetlinkSocket(descriptor);
    }

    /// <summary>Asks for all links or all addresses. One dump at a time.</summary>
    public NativeFailure RequestAll(RtnetlinkType what, uint sequence)
    {
        const int Length = NetlinkMessage.HeaderLength + 16; // an empty ifinfomsg; for addresses a longer ifaddrmsg than needed
        byte* request = stackalloc byte[Length];
        NativeMemory.Clear(request, Length);
        *(uint*)request = Length;
        *(ushort*)(request + 4) = (ushort)what;
        *(ushort*)(request + 6) = RequestDump;
        *(uint*)(request + 8) = sequence;
        return Libc.Sendto(Descriptor, request, Length, 0, null, 0) < 0 ? NativeFailure.Of("netlink request") : default;
    }

    /// <summary>The next datagram, valid until the next call; empty when there is none, or with an error.</summary>
    public ReadOnlySpan<byte> Receive(out Errno error)
    {
        byte* from = stackalloc byte[AddressLength];
        uint fromLength = AddressLength;
        fixed (byte* buffer = _buffer)
        {
            nint length = Libc.Recvfrom(Descriptor, buffer, BufferBytes, MessageFlags.DontWait, from, &fromLength);
            error = length < 0 ? ErrnoText.Last : Errno.None;
            if (length <= 0) return default;
            bool fromKernel = fromLength >= 8 && *(uint*)(from + 4) == 0;
            return fromKernel ? _buffer.AsSpan(0, (int)length) : _buffer.AsSpan(0, 0); // another process may write to us, too
        }
    }

    public void Dispose()
    {
        if (Descriptor < 0) return;
        _ = Libc.Close(Descriptor);
        Descriptor = -1;
    }
}
