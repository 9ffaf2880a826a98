using System.Net;

namespace Polymasq.Node.Control;

/// <summary>Where the control API is served.</summary>
/// <param name="SocketPath">The unix socket, for users of this machine whom its mode (0660) lets in; empty for none.</param>
/// <param name="HttpListen">A TCP address as well, or null. Plain HTTP: for loopback and networks that are trusted otherwise.</param>
/// <param name="TokenFile">The file with the token that callers over TCP must show; needed with <paramref name="HttpListen"/>.</param>
internal sealed record ControlEndpoints(string SocketPath, IPEndPoint? HttpListen, string TokenFile);
