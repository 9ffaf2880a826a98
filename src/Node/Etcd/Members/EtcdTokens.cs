using Microsoft.Extensions.Logging;
using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Etcd.Members;

/// <summary>The token that etcd wants to see with each request where it has authentication on. Got when it is needed, and again when etcd has forgotten it.</summary>
internal sealed class EtcdTokens(EtcdSettings settings, EtcdConnections connections, TimeProvider clock, ILogger logger) : IDisposable
{
    private const string AuthenticationIsOff = "authentication is not enabled";

    private readonly SemaphoreSlim _gate = new(1); // one asks, the others wait for what it gets
    private volatile string? _token = settings.Username.Length == 0 ? "" : null;
    private EtcdFault? _wrong;
    private long _wrongAt;

    /// <summary>There is a user to get another token for.</summary>
    public bool CanGetAnother => settings.Username.Length > 0;

    /// <summary>The token, empty where none is needed, or why there is none.</summary>
    public async ValueTask<(string Token, EtcdFault? Fault)> GetAsync(EtcdMember member, CancellationToken cancellation)
    {
        if (_token is { } present) return (present, null);
        try
        {
            await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ("", new EtcdFault(FaultKind.Silent, "no answer to the password in time", false));
        }

        try
        {
            if (_token is { } meanwhile) return (meanwhile, null);
            if (_wrong is { } wrong && clock.GetElapsedTime(_wrongAt) < EtcdTimes.WrongPassword) return ("", wrong);
            return await AuthenticateAsync(member, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>etcd does not know this token (any more). Where we have no user there is no other.</summary>
    public void Forget(string token)
    {
        if (CanGetAnother && _token == token) _token = null;
    }

    public void Dispose() => _gate.Dispose();

    private async Task<(string Token, EtcdFault? Fault)> AuthenticateAsync(EtcdMember member, CancellationToken cancellation)
    {
        using PooledBuffer body = EtcdRequests.Authenticate(settings.Username, settings.Password);
        using EtcdContent content = new(body);
        using EtcdAnswer answer = await EtcdTransport.PostAsync(connections.Probes, member, EtcdPaths.Authenticate, content, "", cancellation).ConfigureAwait(false);
        if (answer.Fault is { } fault) return Refused(fault);
        if (EtcdResponses.Token(answer.Body!.Written) is not { Length: > 0 } token) return ("", new EtcdFault(FaultKind.NotEtcd, "no token for the password", false));
        (_token, _wrong) = (token, null);
        return (token, null);
    }

    private (string Token, EtcdFault? Fault) Refused(EtcdFault fault)
    {
        if (fault.Text.Contains(AuthenticationIsOff, StringComparison.Ordinal))
        {
            EtcdLog.AuthenticationIsOff(logger, settings.Username);
            return (_token = "", null);
        }
        if (fault.Kind == FaultKind.WrongUser) (_wrong, _wrongAt) = (fault, clock.GetTimestamp());
        return ("", fault with { MayHaveHappened = false }); // what was to be done with the token was not sent
    }
}
