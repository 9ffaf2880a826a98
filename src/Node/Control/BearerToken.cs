using System.Security.Cryptography;
using System.Text;

namespace Polymasq.Node.Control;

/// <summary>What callers over TCP must show. Only its digest is kept: it can't get into a log or a dump by accident.</summary>
internal sealed class BearerToken
{
    /// <summary>Characters. Shorter ones can be tried out.</summary>
    public const int LengthMin = 16;

    private const string Scheme = "Bearer ";
    private readonly byte[] _digest;

    private BearerToken(string token) => _digest = Digest(token);

    /// <summary>The token is the first line of the file.</summary>
    /// <exception cref="IOException">There is no good token in the file; the message says why and what to do, and not what is in it.</exception>
    public static BearerToken Read(string path)
    {
        const string Remedy = "make one with: head -c 32 /dev/urandom | base64";
        if (path.Length == 0) throw new IOException($"control.http.listen needs control.http.token-file; {Remedy}");
        try
        {
            string token = File.ReadLines(path).FirstOrDefault("").Trim();
            return token.Length >= LengthMin ? new BearerToken(token) : throw new IOException($"{path}: a token has at least {LengthMin} characters; {Remedy}");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new IOException($"the token for control.http.listen cannot be read: {failure.Message}; {Remedy}", failure);
        }
    }

    /// <summary>Takes the same time for every wrong token.</summary>
    /// <param name="authorization">The header of that name, or null.</param>
    public bool IsShownBy(string? authorization) =>
        authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Digest(authorization[Scheme.Length..].Trim()), _digest);

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
