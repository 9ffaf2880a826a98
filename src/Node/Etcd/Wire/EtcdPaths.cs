namespace Polymasq.Node.Etcd.Wire;

/// <summary>Where the JSON gateway of etcd takes its requests: the same from version 3.4 on.</summary>
internal static class EtcdPaths
{
    public const string Transaction = "/v3/kv/txn";
    public const string Range = "/v3/kv/range";
    public const string Watch = "/v3/watch";
    public const string Grant = "/v3/lease/grant";
    public const string KeepAlive = "/v3/lease/keepalive";
    public const string Revoke = "/v3/lease/revoke";
    public const string Authenticate = "/v3/auth/authenticate";
}
