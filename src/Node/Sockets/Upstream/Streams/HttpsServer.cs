using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>One server over HTTPS (RFC 8484): each question a POST, all of them on one connection of HTTP/2 where the server speaks it.</summary>
internal sealed class HttpsServer : IStreamServer
{
    private const string MediaType = "application/dns-message";
    private const int HeaderKilobytesMax = 16;

    private readonly UpstreamTarget _server;
    private readonly ServerTrouble _trouble;
    private readonly TimeProvider _time;
    private readonly ServerCertificate _certificate;
    private readonly HttpMessageInvoker _http;
    private readonly Uri _url;
    private long _lastAskedAt;

    public HttpsServer(UpstreamTarget server, ServerTrouble trouble, TimeProvider time)
    {
        (_server, _trouble, _time, _url) = (server, trouble, time, new Uri(server.Url));
        _certificate = new ServerCertificate(server);
        _lastAskedAt = time.GetTimestamp();
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            // RFC 8484 §10: whoever is asked for the address of the URL's host must not be this server. It is in the configuration.
            ConnectCallback = async (_, cancelled) => await StreamDialer.ConnectAsync(_server, cancelled).ConfigureAwait(false),
            SslOptions = _certificate.Options(SslApplicationProtocol.Http2, SslApplicationProtocol.Http11),
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            KeepAlivePingDelay = TimeSpan.FromSeconds(1), // while a question waits: a server that is gone is noticed
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            EnableMultipleHttp2Connections = true,
            MaxConnectionsPerServer = 64, // for HTTP/1.1, which takes one question at a time
            MaxResponseHeadersLength = HeaderKilobytesMax,
            AutomaticDecompression = DecompressionMethods.None,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        });
    }

    public long LastAskedAt => Volatile.Read(ref _lastAskedAt);

    public void Ask(StreamExchange exchange)
    {
        Volatile.Write(ref _lastAskedAt, _time.GetTimestamp());
        _ = AskAsync(exchange);
    }

    private async Task AskAsync(StreamExchange exchange)
    {
        using CancellationTokenSource over = new(exchange.Timeout, _time);
        try
        {
            using HttpRequestMessage request = RequestFor(exchange);
            using HttpResponseMessage response = await _http.SendAsync(request, over.Token).ConfigureAwait(false);
            string wrong = WrongWith(response);
            if (wrong.Length == 0) wrong = await TryTakeAsync(response.Content, exchange, over.Token).ConfigureAwait(false);
            if (wrong.Length > 0) _trouble.TellWrongProtocol(wrong);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            // Where nobody can be reached the server's actor says so.
            if (failure.InnerException is AuthenticationException tls)
                _trouble.TellUntrusted(_certificate.Wrong.Length > 0 ? _certificate.Wrong : $"TLS cannot be agreed on: {(tls.InnerException ?? tls).Message}");
        }
        finally
        {
            exchange.Fail(); // unless it has its answer
        }
    }

    private HttpRequestMessage RequestFor(StreamExchange exchange)
    {
        // RFC 8484 §4.1: ID 0, so that equal questions are equal for caches on the way.
        ByteArrayContent content = new(exchange.ToMessage(id: 0, StreamQueryOptions.Https));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        HttpRequestMessage request = new(HttpMethod.Post, _url)
        {
            Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
        return request;
    }

    private static string WrongWith(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK) return $"it answers with status {(int)response.StatusCode}"; // RFC 8484 §4.2.1: DNS errors come with 200
        string? type = response.Content.Headers.ContentType?.MediaType;
        if (!string.Equals(type, MediaType, StringComparison.OrdinalIgnoreCase)) return "its answers are of another type than application/dns-message";
        return response.Content.Headers.ContentLength > ushort.MaxValue ? "its answers are longer than any DNS message" : "";
    }

    private async Task<string> TryTakeAsync(HttpContent content, StreamExchange exchange, CancellationToken over)
    {
        byte[] body = new byte[content.Headers.ContentLength ?? ushort.MaxValue + 1];
        Stream stream = await content.ReadAsStreamAsync(over).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, over).ConfigureAwait(false);
            if (length > ushort.MaxValue) return "its answers are longer than any DNS message";
            if (!exchange.Take(body.AsSpan(0, length))) return "its answers are no DNS messages, or to other questions";
        }

        _trouble.Clear();
        return "";
    }

    public void Dispose() => _http.Dispose();
}
