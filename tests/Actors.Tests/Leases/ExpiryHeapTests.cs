using FsCheck;
using FsCheck.Fluent;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Leases;

public sealed class ExpiryHeapTests
{
    // Each number adds a binding due at that second; every third one then takes a random earlier one out again.
    [Fact]
    public void Bindings_come_out_in_the_order_of_their_time_whatever_was_removed() => Prop
        .ForAll(ArbMap.Default.ArbFor<byte[]>(), seconds => InOrder(seconds))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_comes_out_before_its_time()
    {
        ExpiryHeap heap = new();
        heap.Add(Binding(1), Net.Start.AddSeconds(10));
        Assert.Null(heap.TakeDue(Net.Start.AddSeconds(9.999)));
        Assert.NotNull(heap.TakeDue(Net.Start.AddSeconds(10)));
        Assert.Null(heap.TakeDue(Net.Start.AddSeconds(10)));
    }

    private static bool InOrder(byte[] seconds)
    {
        ExpiryHeap heap = new();
        List<Binding> inside = [];
        foreach (byte second in seconds)
        {
            Binding binding = Binding(second);
            heap.Add(binding, Net.Start.AddSeconds(second));
            inside.Add(binding);
            if (inside.Count % 3 != 0) continue;
            Binding removed = inside[second % inside.Count];
            heap.Remove(removed);
            heap.Remove(removed);
            inside.Remove(removed);
        }

        List<DateTimeOffset> taken = [];
        while (heap.TakeDue(DateTimeOffset.MaxValue) is { } first) taken.Add(first.Due);
        return taken.SequenceEqual(inside.Select(binding => binding.Due).Order()) && inside.TrueForAll(binding => binding.HeapIndex < 0);
    }

    private static Binding Binding(uint address) =>
        new(new LeaseEvent { Kind = LeaseEventKind.Leased, Address = new Ipv4Address(address), Version = 1, At = Net.Start, Gateway = "gw1" });
}
