namespace Polymasq.Node.Etcd.Members;

/// <summary>A member of etcd, and what is known of it. Written by any thread; who reads sees a moment.</summary>
internal sealed class EtcdMember(Uri endpoint)
{
    private volatile EtcdFault? _fault;
    private long _failedAt;
    private long _succeededAt = long.MinValue;

    /// <summary>As an operator wrote it.</summary>
    public string Name { get; } = endpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>Why it did not do what it was asked last; null if it did.</summary>
    public EtcdFault? Fault => _fault;

    /// <summary>A timestamp; 0 if it never failed.</summary>
    public long FailedAt => Volatile.Read(ref _failedAt);

    /// <summary>When it showed last that it has a quorum: a timestamp, or <see cref="long.MinValue"/>.</summary>
    public long SucceededAt => Volatile.Read(ref _succeededAt);

    public Uri UriOf(string path) => new(endpoint, path);

    public void Succeeded(long now)
    {
        _fault = null;
        Volatile.Write(ref _succeededAt, now);
    }

    public void Failed(EtcdFault fault, long now)
    {
        _fault = fault;
        Volatile.Write(ref _failedAt, now);
    }
}
