namespace Polymasq.Protocols.Tests;

public sealed class Tidy
{
    [Fact]
    public void Placeholder() => Assert.True(true);
}
