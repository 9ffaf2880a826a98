using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Polymasq.Actors.Clustering;

/// <summary>Tells whether two gateways have the same secret without telling the secret.</summary>
internal static class SecretDigest
{
    private const int Bytes = 8; // enough to see a difference, useless for guessing a secret of a decent length

    /// <summary>Empty for no secret.</summary>
    public static string Of(ImmutableArray<byte> secret) =>
        secret.IsDefaultOrEmpty ? "" : Convert.ToHexStringLower(HMACSHA256.HashData(secret.AsSpan(), "polymasq cluster secret"u8).AsSpan(0, Bytes));
}
