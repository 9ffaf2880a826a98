using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.Listeners;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Dns;

/// <summary>An upstream server with real sockets on an address of its own, UDP and TCP on the same port.</summary>
internal sealed class UdpUpstream : IDisposable
{
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _tcp;
    private int _streamQuestions;

    public UdpUpstream()
    {
        _udp.Bind(new IPEndPoint(LoopbackAddress.Next(), 0));
        _tcp = new TcpListener((IPEndPoint)_udp.LocalEndPoint!);
        _tcp.Start();
        Address = IpEndpoint.From((IPEndPoint)_udp.LocalEndPoint!);
        new Thread(ServeUdp) { IsBackground = true }.Start();
        new Thread(ServeTcp) { IsBackground = true }.Start();
    }

    public IpEndpoint Address { get; }

    /// <summary>Empty for silence.</summary>
    public Func<byte[], byte[]> Udp { get; set; } = LoopbackServer.Standard;

    public Func<byte[], byte[]> Tcp { get; set; } = LoopbackServer.Standard;

    /// <summary>The ports that questions over UDP came from.</summary>
    public ConcurrentDictionary<int, int> SourcePorts { get; } = [];

    public int StreamQuestions => Volatile.Read(ref _streamQuestions);

    private void ServeUdp()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                int length = _udp.ReceiveFrom(buffer, ref from);
                SourcePorts.AddOrUpdate(((IPEndPoint)from).Port, 1, static (_, count) => count + 1);
                byte[] reply = Udp(buffer[..length]);
                if (reply.Length > 0) _udp.SendTo(reply, from);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // disposed
        }
    }

    private void ServeTcp()
    {
        try
        {
            while (true)
            {
                using TcpClient client = _tcp.AcceptTcpClient();
                byte[] length = new byte[2];
                client.GetStream().ReadExactly(length);
                byte[] query = new byte[(length[0] << 8) | length[1]];
                client.GetStream().ReadExactly(query);
                Interlocked.Increment(ref _streamQuestions);
                byte[] reply = Tcp(query);
                client.GetStream().Write([(byte)(reply.Length >> 8), (byte)reply.Length, .. reply]);
            }
        }
        catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException)
        {
            // disposed
        }
    }

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }
}
