using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Polymasq.Cli;
using Polymasq.Node.Control;
using Polymasq.Node.Logging;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Tests.Control;

/// <summary>A control server on a socket in a folder of its own, and the ways to call it.</summary>
internal sealed class ControlFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polymasq-control-").FullName;
    private readonly LoggerFactory _logs;
    private readonly HttpClient _http;

    private ControlFixture()
    {
        _http = ClientOf(Socket);
        _logs = new LoggerFactory([Log]);
    }

    public LogPipeline Log { get; } = new(LogLevel.Information, LogLineFormat.Text, Stream.Null, TimeProvider.System);

    public string Socket => Path.Combine(_folder, "run", "control.sock");

    /// <summary>What is missing until the gateway serves.</summary>
    public string[] Missing { get; set; } = [];

    /// <summary>What the gateway does less than it should.</summary>
    public string[]? Degraded { get; set; }

    public ControlServer Server { get; private set; } = null!;

    public static Task<ControlFixture> Start(params IControlCommand[] commands) => Start(commands, http: null, token: null);

    /// <param name="commands">What can be asked for.</param>
    /// <param name="http">A TCP address as well.</param>
    /// <param name="token">What the token file holds; null for no file.</param>
    public static async Task<ControlFixture> Start(IEnumerable<IControlCommand> commands, IPEndPoint? http, string? token)
    {
        ControlFixture fixture = new();
        string tokenFile = fixture.File("token");
        if (token is not null) await System.IO.File.WriteAllTextAsync(tokenFile, token);
        fixture.Server = new ControlServer(new ControlEndpoints(fixture.Socket, http, tokenFile), commands, () => new ReadyReport(fixture.Missing.Length == 0, fixture.Missing, fixture.Degraded), fixture._logs);
        try
        {
            await fixture.Server.Start(TestContext.Current.CancellationToken);
        }
        catch
        {
            await fixture.DisposeAsync();
            throw;
        }

        return fixture;
    }

    /// <summary>A client of a unix socket.</summary>
    public static HttpClient ClientOf(string socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://gateway/"),
        Timeout = TimeSpan.FromMinutes(1),
    };

    public string File(string name) => Path.Combine(_folder, name);

    public async Task<(HttpStatusCode Status, string Body)> Send(HttpMethod method, string target)
    {
        using HttpResponseMessage response = await _http.SendAsync(new HttpRequestMessage(method, target), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<(HttpStatusCode Status, string Body)> Get(string target) => Send(HttpMethod.Get, target);

    /// <summary>Runs the CLI in this process, on this socket.</summary>
    public Task<CliResult> Cli(params string[] args) => CliResult.Of([.. args, "--socket", Socket]);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (Server is not null) await Server.DisposeAsync();
        _logs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>What a run of the CLI came to.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<CliResult> Of(string[] args, CancellationToken cancellation = default)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await PolymasqCommandLine.Run(args, output, error, cancellation);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }
}
