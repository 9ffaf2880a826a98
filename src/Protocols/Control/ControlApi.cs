namespace Polymasq.Protocols.Control;

/// <summary>What both ends of the control API agree on: HTTP/1.1 over a unix socket, JSON in UTF-8.</summary>
public static class ControlApi
{
    /// <summary>Where <c>polymasqd</c> listens and <c>polymasq</c> calls unless told otherwise.</summary>
    public const string DefaultSocket = "/run/polymasq/control.sock";

    /// <summary>The environment variable that names another socket.</summary>
    public const string SocketVariable = "POLYMASQ_SOCKET";

    /// <summary>One JSON object.</summary>
    public const string JsonType = "application/json";

    /// <summary>One JSON object for each line, as long as there is something to say.</summary>
    public const string JsonLinesType = "application/x-ndjson";

    /// <summary>200 as long as the process answers.</summary>
    public const string HealthPath = "/healthz";

    /// <summary>200 when the gateway serves, 503 with the reasons until then.</summary>
    public const string ReadyPath = "/readyz";

    /// <summary>The path of a command. Its arguments are the query; GET for what only looks, POST for what changes something.</summary>
    public static string PathOf(string noun, string verb) => $"/v1/{noun}/{verb}";
}
