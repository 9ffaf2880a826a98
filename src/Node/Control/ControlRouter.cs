using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control;

/// <summary>Finds the command that a request means, does it, and makes every failure an answer.</summary>
/// <param name="commands">All that can be asked for.</param>
/// <param name="readiness">Whether the gateway serves, and how well.</param>
/// <param name="token">What callers over TCP must show; null when there are none.</param>
/// <param name="log">Where changes and failures are told.</param>
internal sealed class ControlRouter(IEnumerable<IControlCommand> commands, Func<ReadyReport> readiness, BearerToken? token, ILogger log)
{
    private readonly Dictionary<string, IControlCommand> _commands = commands.ToDictionary(static command => ControlApi.PathOf(command.Noun, command.Verb));

    /// <summary>Answers one request; never throws.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stopping">Ends what would go on for ever.</param>
    public async Task Answer(HttpContext context, CancellationToken stopping)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await Route(context, either.Token).ConfigureAwait(false);
        }
        catch (ControlException failure)
        {
            await Fail(context.Response, failure).ConfigureAwait(false);
        }
        catch (Exception) when (either.IsCancellationRequested)
        {
            // Nobody listens any more, or the gateway ends: a tail that is cut off is no failure.
        }
        catch (Exception failure)
        {
            ControlLog.Failed(log, context.Request.Path.Value ?? "", failure);
            await Fail(context.Response, new ControlException(500, $"the gateway failed: {failure.Message}", "its log has the details")).ConfigureAwait(false);
        }
    }

    private Task Route(HttpContext context, CancellationToken cancellation)
    {
        string path = context.Request.Path.Value ?? "";
        if (path == ControlApi.HealthPath) return Write(context.Response, 200, new ReadyReport(true, []), ControlJson.Default.ReadyReport);
        if (path == ControlApi.ReadyPath) return WriteReady(context.Response);
        if (!IsAllowed(context)) throw new ControlException(401, "the token is missing or wrong", "send it as 'Authorization: Bearer TOKEN'");
        if (!_commands.TryGetValue(path, out IControlCommand? command)) throw new ControlException(404, $"there is no command {path}", $"there are: {All}");
        return Handle(context, command, cancellation);
    }

    private async Task Handle(HttpContext context, IControlCommand command, CancellationToken cancellation)
    {
        string method = command.IsChange ? HttpMethods.Post : HttpMethods.Get;
        if (context.Request.Method != method) throw new ControlException(405, $"{command.Noun} {command.Verb} wants {method}");
        if (command.IsChange) ControlLog.Commanded(log, command.Noun, command.Verb);
        // A tail that was paused (Ctrl-S) is not a slow attacker: its subscription is bounded, and so is the number of connections.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        ControlReply reply = await command.Handle(new ControlArguments(command, context.Request.Query), cancellation).ConfigureAwait(false);
        await reply.Write(context.Response, cancellation).ConfigureAwait(false);
    }

    private Task WriteReady(HttpResponse response)
    {
        ReadyReport report = readiness();
        return Write(response, report.Ready ? 200 : 503, report, ControlJson.Default.ReadyReport);
    }

    /// <summary>Who may open the unix socket is allowed everything; who comes over TCP must show the token.</summary>
    private bool IsAllowed(HttpContext context)
    {
        bool isLocal = context.Features.Get<IConnectionSocketFeature>()?.Socket.AddressFamily == AddressFamily.Unix;
        return isLocal || token?.IsShownBy(context.Request.Headers.Authorization) == true;
    }

    private static Task Fail(HttpResponse response, ControlException failure)
    {
        if (!response.HasStarted) return Write(response, failure.Status, new ControlError(failure.Message, failure.Hint), ControlJson.Default.ControlError);
        response.HttpContext.Abort(); // in the middle of a stream: its end must not look like a good one
        return Task.CompletedTask;
    }

    private static Task Write<T>(HttpResponse response, int status, T value, JsonTypeInfo<T> type)
    {
        response.StatusCode = status;
        return ControlReply.Of(value, type).Write(response, response.HttpContext.RequestAborted);
    }

    private string All => string.Join(", ", _commands.Values.Select(static command => $"{command.Noun} {command.Verb}").Order());
}
