using System.Net;
using System.Net.Sockets;

namespace Polymasq.Node.Tests.Control;

public sealed class BearerTokenTests
{
    private const string Token = "a token of enough length";

    [Theory]
    [InlineData($"Bearer {Token}", HttpStatusCode.OK)]
    [InlineData($"bearer {Token}", HttpStatusCode.OK)]
    [InlineData("Bearer a token of enough lengtH", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", HttpStatusCode.Unauthorized)]
    [InlineData($"Basic {Token}", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Who_comes_over_TCP_must_show_the_token(string? authorization, HttpStatusCode expected)
    {
        IPEndPoint address = FreePort();
        await using ControlFixture control = await ControlFixture.Start([TestCommand.Echo()], address, Token + "\n");
        using HttpClient client = new();
        if (authorization is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        using HttpResponseMessage response = await client.GetAsync(new Uri($"http://{address}/v1/test/do"), TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await control.Get("/v1/test/do")).Status); // the unix socket's mode is its guard
    }

    [Fact]
    public async Task Probes_need_no_token()
    {
        IPEndPoint address = FreePort();
        await using ControlFixture control = await ControlFixture.Start([], address, Token);
        using HttpClient client = new();

        using HttpResponseMessage response = await client.GetAsync(new Uri($"http://{address}/readyz"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("too short")]
    public async Task Without_a_good_token_nothing_is_opened(string? token)
    {
        IPEndPoint address = FreePort();
        IOException refused = await Assert.ThrowsAsync<IOException>(async () => await ControlFixture.Start([], address, token));

        Assert.Contains("token", refused.Message, StringComparison.Ordinal);
        Assert.True(token is null or "" || !refused.Message.Contains(token, StringComparison.Ordinal));
        using TcpClient caller = new();
        await Assert.ThrowsAsync<SocketException>(async () => await caller.ConnectAsync(address, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_token_is_not_logged()
    {
        await using ControlFixture control = await ControlFixture.Start([TestCommand.Echo()], FreePort(), Token);

        Assert.Contains(control.Log.Ring.Last(10), static entry => entry.Event == 2201);
        Assert.DoesNotContain(control.Log.Ring.Last(10), static entry => entry.Message.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        IOException refused = await Assert.ThrowsAsync<IOException>(async () => await ControlFixture.Start([], (IPEndPoint)other.LocalEndpoint, Token));

        Assert.Contains(other.LocalEndpoint.ToString()!, refused.Message, StringComparison.Ordinal);
    }

    private static IPEndPoint FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
