using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Node.Interfaces;
using Polymasq.Node.Sockets;
using Polymasq.Node.Tests.Namespaces;

namespace Polymasq.Node.Tests.Interfaces;

public sealed class InterfaceMonitorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly NetworkNamespace _network = new();
    private readonly EpollPoller _poller = new(NullLogger.Instance);
    private readonly ThreadDispatcher _thread;
    private readonly InterfaceMonitor _monitor;

    public InterfaceMonitorTests()
    {
        _thread = new ThreadDispatcher("watch", _poller);
        _monitor = _network.Run(() => InterfaceMonitor.Start(_poller, _ => { }, NullLogger.Instance, out _)!);
    }

    [Fact]
    public void Loopback_is_there_from_the_start()
    {
        InterfaceInfo lo = WaitFor(set => set.Find("lo") is { Addresses.Length: > 0 }).Find("lo")!;

        Assert.True(lo.IsLoopback);
        Assert.True(lo.IsUp);
        Assert.Contains(lo.Addresses, a => a.Address.Equals(IPAddress.Loopback) && a.PrefixLength == 8 && a.Scope == AddressScope.Host);
    }

    [Fact]
    public void An_interface_is_followed_from_its_making_to_its_end()
    {
        _network.Ip("link add lan0 address 02:00:00:00:00:17 type veth peer name lan1");
        InterfaceInfo made = WaitFor(set => set.Find("lan0") is not null).Find("lan0")!;
        Assert.False(made.IsUp);
        Assert.Equal(1, made.HardwareType);
        Assert.Equal([2, 0, 0, 0, 0, 0x17], made.HardwareAddress);

        _network.Ip("addr add 10.77.0.1/24 dev lan0");
        _network.Ip("link set lan0 up");
        WaitFor(set => set.Find("lan0") is { IsUp: true, IsRunning: false, Addresses.Length: 1 });
        _network.Ip("link set lan1 up");
        WaitFor(set => set.Find("lan0") is { IsUp: true, IsRunning: true });

        _network.Ip("addr del 10.77.0.1/24 dev lan0");
        WaitFor(set => set.Find("lan0")!.Addresses.All(a => !a.Address.Equals(IPAddress.Parse("10.77.0.1"))));
        _network.Ip("link set lan0 name lan7");
        WaitFor(set => set.Find("lan0") is null && set.Find("lan7") is not null);
        _network.Ip("link del lan7");
        WaitFor(set => set.Find("lan7") is null);
    }

    // RFC 4862 §5.4: an address is tentative until duplicate address detection has found no other holder.
    [Fact]
    public void An_address_under_duplicate_detection_is_not_usable_yet()
    {
        _network.Ip("link add lan0 type veth peer name lan1");
        _network.Ip("link set lan0 up");
        _network.Ip("addr add 2001:db8::1/64 dev lan0"); // no carrier: detection cannot end
        Assert.False(Address(WaitFor(set => Address(set) is not null))!.IsUsable);

        _network.Ip("link set lan1 up");
        WaitFor(set => Address(set) is { IsUsable: true });

        static InterfaceAddress? Address(InterfaceSet set) =>
            set.Find("lan0")?.Addresses.FirstOrDefault(a => a.Address.Equals(IPAddress.Parse("2001:db8::1")));
    }

    [Fact]
    public void Nothing_is_missed_when_changes_come_faster_than_they_are_read()
    {
        using var gate = new ManualResetEventSlim();
        using var gateSource = new BlockedSource(gate);
        _poller.Add(gateSource); // keeps the loop's thread busy, so that the netlink socket overflows
        using var batch = new TempFile(string.Concat(Enumerable.Range(0, 8000).Select(i => $"addr add 10.{80 + (i / 250 % 40)}.{i % 250}.1/32 dev lo\n")));
        _network.Ip($"-force -batch {batch.Path}");
        _network.Ip("addr add 10.79.0.1/32 dev lo");
        gate.Set();

        InterfaceSet set = WaitFor(s => s.Find("lo")!.Addresses.Any(a => a.Address.Equals(IPAddress.Parse("10.79.0.1"))));
        Assert.Equal(8000 + 1, set.Find("lo")!.Addresses.Count(a => a.PrefixLength == 32));
        Assert.NotEqual(0, _monitor.Overruns);
    }

    private InterfaceSet WaitFor(Func<InterfaceSet, bool> condition)
    {
        InterfaceSet seen = InterfaceSet.Empty;
        Assert.True(SpinWait.SpinUntil(() => condition(seen = _monitor.Current ?? seen), Patience), $"last seen: {string.Join("; ", seen.Interfaces)}");
        return seen;
    }

    public void Dispose()
    {
        _monitor.Dispose();
        _thread.Dispose();
        _network.Dispose();
    }
}
