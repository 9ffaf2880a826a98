using Polymasq.Node.Etcd.Members;

namespace Polymasq.Node.Etcd.Calls;

/// <summary>A call made at one member, with a new token if the old one is over.</summary>
internal sealed class EtcdTry
{
    private const int TokensMax = 3;

    private readonly EtcdCall _call;
    private volatile bool _wasSent;

    private EtcdTry(EtcdCall call, Tenure tenure) => (_call, Tenure) = (call, tenure);

    public Tenure Tenure { get; }

    /// <summary>Never fails: what goes wrong is a fault in the answer.</summary>
    public Task<EtcdAnswer> Answer { get; private set; } = null!;

    /// <summary>The member may have got it.</summary>
    public bool WasSent => _wasSent;

    /// <param name="call">Its body must be left alone until the answer is there.</param>
    /// <param name="tenure">Of the member.</param>
    /// <param name="http">Where its connections are.</param>
    public static EtcdTry Start(EtcdCall call, Tenure tenure, HttpMessageInvoker http, EtcdTokens tokens, CancellationToken cancellation)
    {
        EtcdTry made = new(call, tenure);
        made.Answer = made.RunAsync(http, tokens, cancellation);
        return made;
    }

    private async Task<EtcdAnswer> RunAsync(HttpMessageInvoker http, EtcdTokens tokens, CancellationToken cancellation)
    {
        for (int tokensLeft = TokensMax; ; tokensLeft--)
        {
            (string token, EtcdFault? fault) = await tokens.GetAsync(Tenure.Member, cancellation).ConfigureAwait(false);
            if (fault is not null) return EtcdAnswer.Failed(fault);
            EtcdAnswer answer = await PostAsync(http, token, cancellation).ConfigureAwait(false);
            if (answer.Fault is not { Kind: FaultKind.TokenOver } over) return answer;
            if (!tokens.CanGetAnother || tokensLeft == 1) return EtcdAnswer.Failed(over with { Kind = FaultKind.WrongUser });
            tokens.Forget(token);
        }
    }

    private async Task<EtcdAnswer> PostAsync(HttpMessageInvoker http, string token, CancellationToken cancellation)
    {
        using EtcdContent content = new(_call.Body, () => _wasSent = true);
        return await EtcdTransport.PostAsync(http, Tenure.Member, _call.Path, content, token, cancellation).ConfigureAwait(false);
    }
}
