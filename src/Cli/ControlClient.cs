using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli;

/// <summary>Calls one gateway over its control socket.</summary>
internal sealed class ControlClient : IDisposable
{
    /// <summary>A gateway gives its actors 2 s; one that lets us wait for longer is stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly string _socket;

    public ControlClient(string socket)
    {
        _socket = socket;
        SocketsHttpHandler handler = new() { ConnectCallback = async (_, cancellation) => await Connect(cancellation).ConfigureAwait(false), UseProxy = false };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://gateway/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a command and reads its answer.</summary>
    /// <exception cref="ControlFailure">There is no gateway, or it says why it can't.</exception>
    public async Task<T> Call<T>(HttpMethod method, string target, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using HttpResponseMessage response = await Send(method, target, patience.Token).ConfigureAwait(false);
            using Stream body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            T? value = await JsonSerializer.DeserializeAsync(body, type, patience.Token).ConfigureAwait(false);
            return value ?? throw NotOurs();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ControlFailure(ExitCode.NotReachable, $"the gateway at {_socket} takes calls but does not answer");
        }
        catch (JsonException)
        {
            throw NotOurs();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Broken();
        }
    }

    /// <summary>Sends a command whose answer comes line by line.</summary>
    /// <exception cref="ControlFailure">As in <see cref="Call"/>; also when the connection breaks.</exception>
    public async IAsyncEnumerable<T> Follow<T>(string target, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using HttpResponseMessage response = await Send(HttpMethod.Get, target, cancellation).ConfigureAwait(false);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
        while (await ReadLine(lines, cancellation).ConfigureAwait(false) is { } line)
            yield return JsonSerializer.Deserialize(line, type) ?? throw NotOurs();
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Send(HttpMethod method, string target, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            using HttpRequestMessage request = new(method, target);
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException failure) when (failure.InnerException is SocketException reason)
        {
            throw NotReachable.Because(_socket, reason);
        }
        catch (HttpRequestException)
        {
            throw Broken();
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw await Refusal(response, cancellation).ConfigureAwait(false);
    }

    private static async Task<ControlFailure> Refusal(HttpResponseMessage response, CancellationToken cancellation)
    {
        int code = response.StatusCode == HttpStatusCode.BadRequest ? ExitCode.Usage : ExitCode.Failed;
        string text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (JsonSerializer.Deserialize(text, ControlJson.Default.ControlError) is { } error)
                return new ControlFailure(code, error.Error, error.Hint is null ? [] : [error.Hint]);
        }
        catch (JsonException)
        {
            // Not ours: its status is all we have.
        }

        return new ControlFailure(ExitCode.Failed, $"the gateway answers {(int)response.StatusCode} {response.ReasonPhrase}");
    }

    private async Task<string?> ReadLine(StreamReader lines, CancellationToken cancellation)
    {
        try
        {
            return await lines.ReadLineAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw Broken();
        }
    }

    private async Task<Stream> Connect(CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private ControlFailure Broken() => new(ExitCode.Failed, $"the gateway at {_socket} broke the connection off");

    private ControlFailure NotOurs() => new(ExitCode.Failed, $"what answers at {_socket} does not speak as a polymasqd does", "polymasq and polymasqd may be of different versions");
}
