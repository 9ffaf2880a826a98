using System.Net;
using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Etcd.Members;

/// <summary>One request to one member, once.</summary>
internal static class EtcdTransport
{
    // A member without a leader says so at once then, instead of letting the request wait for one, and ends watches.
    private const string NeedsLeader = "Grpc-Metadata-hasleader";

    public static HttpRequestMessage Request(EtcdMember member, string path, EtcdContent content, string token)
    {
        HttpRequestMessage request = new(HttpMethod.Post, member.UriOf(path)) { Content = content };
        request.Headers.TryAddWithoutValidation(NeedsLeader, "true");
        if (token.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", token);
        return request;
    }

    /// <summary>Never throws: what goes wrong is a fault.</summary>
    public static async Task<EtcdAnswer> PostAsync(
        HttpMessageInvoker http, EtcdMember member, string path, EtcdContent content, string token, CancellationToken cancellation)
    {
        PooledBuffer? body = null;
        try
        {
            using HttpRequestMessage request = Request(member, path, content, token);
            using HttpResponseMessage response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            body = await ReadAsync(response, cancellation).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK) return new EtcdAnswer(body, null);
            using (body) return EtcdAnswer.Failed(FaultReader.Of(response.StatusCode, body.Written));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException or InvalidDataException)
        {
            body?.Dispose();
            return EtcdAnswer.Failed(FaultReader.Of(failure, content.WasSent));
        }
    }

    public static async Task<PooledBuffer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        PooledBuffer body = new();
        try
        {
            using Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            int length;
            while ((length = await stream.ReadAsync(body.GetMemory(), cancellation).ConfigureAwait(false)) > 0) body.Advance(length);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }
}
