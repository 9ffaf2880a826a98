using System.Net;
using System.Text.Json;
using Polymasq.Node.Control;

namespace Polymasq.Node.Tests.Control;

public sealed class ControlServerTests
{
    [Fact]
    public async Task A_command_gets_its_arguments_and_answers_with_JSON()
    {
        await using ControlFixture control = await ControlFixture.Start(TestCommand.Echo());

        Assert.Equal((HttpStatusCode.OK, """{"ready":true,"reasons":["a b"]}""" + "\n"), await control.Get("/v1/test/do?name=a%20b"));
    }

    [Fact]
    public async Task An_unknown_command_is_answered_with_those_there_are()
    {
        await using ControlFixture control = await ControlFixture.Start(TestCommand.Echo());
        (HttpStatusCode status, string body) = await control.Get("/v1/test/undo");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("there are: test do", Hint(body));
    }

    [Fact]
    public async Task An_unknown_argument_is_answered_with_those_there_are()
    {
        await using ControlFixture control = await ControlFixture.Start(TestCommand.Echo());
        (HttpStatusCode status, string body) = await control.Get("/v1/test/do?nmae=x");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("test do has no argument 'nmae'", Error(body));
        Assert.Equal("it takes name, count", Hint(body));
    }

    [Fact]
    public async Task What_changes_something_must_be_posted_and_what_looks_must_not()
    {
        await using ControlFixture control = await ControlFixture.Start(TestCommand.Echo(), TestCommand.Echo("change", isChange: true));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await control.Get("/v1/test/change")).Status);
        Assert.Equal(HttpStatusCode.OK, (await control.Send(HttpMethod.Post, "/v1/test/change")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await control.Send(HttpMethod.Post, "/v1/test/do")).Status);
    }

    [Fact]
    public async Task A_command_that_cannot_be_done_says_why()
    {
        await using ControlFixture control = await ControlFixture.Start(new TestCommand(static _ => throw new ControlException(504, "/leases did not answer", "wait")));
        (HttpStatusCode status, string body) = await control.Get("/v1/test/do");

        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        Assert.Equal("/leases did not answer", Error(body));
        Assert.Equal("wait", Hint(body));
    }

    [Fact]
    public async Task A_bug_in_a_command_is_answered_and_logged_and_the_server_goes_on()
    {
        await using ControlFixture control = await ControlFixture.Start(new TestCommand(static _ => throw new InvalidOperationException("a bug")), TestCommand.Echo("other"));

        Assert.Equal(HttpStatusCode.InternalServerError, (await control.Get("/v1/test/do")).Status);
        Assert.Equal(HttpStatusCode.OK, (await control.Get("/v1/test/other")).Status);
        Assert.Contains(control.Log.Ring.Last(10), static entry => entry.Event == 2203);
    }

    [Fact]
    public async Task It_is_healthy_at_once_and_ready_when_nothing_is_missing()
    {
        await using ControlFixture control = await ControlFixture.Start();
        control.Missing = ["no upstream server is known"];

        Assert.Equal(HttpStatusCode.OK, (await control.Get("/healthz")).Status);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"ready":false,"reasons":["no upstream server is known"]}""" + "\n"), await control.Get("/readyz"));
        control.Missing = [];
        Assert.Equal((HttpStatusCode.OK, """{"ready":true,"reasons":[]}""" + "\n"), await control.Get("/readyz"));
    }

    [Fact]
    public async Task A_tail_comes_line_by_line_and_ends_when_the_caller_goes()
    {
        TaskCompletionSource ended = new();
        await using ControlFixture control = await ControlFixture.Start(TestCommand.Tail(ended));
        using HttpClient client = ControlFixture.ClientOf(control.Socket);
        using (StreamReader lines = new(await client.GetStreamAsync(new Uri("/v1/test/tail", UriKind.Relative), TestContext.Current.CancellationToken)))
            Assert.Equal("""{"message":"first"}""", await lines.ReadLineAsync(TestContext.Current.CancellationToken));

        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stopping_ends_a_tail_and_takes_the_socket_away()
    {
        TaskCompletionSource ended = new();
        await using ControlFixture control = await ControlFixture.Start(TestCommand.Tail(ended));
        using HttpClient client = ControlFixture.ClientOf(control.Socket);
        using StreamReader lines = new(await client.GetStreamAsync(new Uri("/v1/test/tail", UriKind.Relative), TestContext.Current.CancellationToken));
        await lines.ReadLineAsync(TestContext.Current.CancellationToken);

        await control.Server.Stop();

        Assert.Null(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.True(ended.Task.IsCompleted);
        Assert.False(Path.Exists(control.Socket));
    }

    private static string? Error(string body) => JsonDocument.Parse(body).RootElement.GetProperty("error").GetString();

    private static string? Hint(string body) => JsonDocument.Parse(body).RootElement.GetProperty("hint").GetString();
}
