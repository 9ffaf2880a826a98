using Polymasq.Node.Logging;

namespace Polymasq.Node.Tests.Logging;

public sealed class LogCategoryTests
{
    [Theory]
    [InlineData("Polymasq.Actors.Leases.LeaseLedgerActor", "leases")]
    [InlineData("Polymasq.Actors.LocalNames", "local-names")]
    [InlineData("Polymasq.Node.Sockets.Upstream.UpstreamSocketPool", "sockets")]
    [InlineData("Polymasq.Node.NodeHost", "node-host")]
    [InlineData("Polymasq.Kernel", "kernel")]
    [InlineData("Polymasq", "polymasq")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "kestrel")]
    public void An_operator_reads_the_part_and_not_the_class(string category, string expected) =>
        Assert.Equal(expected, LogCategory.Shorten(category));
}
