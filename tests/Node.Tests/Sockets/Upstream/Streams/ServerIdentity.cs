using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polymasq.Node.Tests.Sockets.Upstream.Streams;

/// <summary>A certificate for a name, and the authority that has signed it.</summary>
internal sealed class ServerIdentity : IDisposable
{
    public ServerIdentity(string name)
    {
        using TestAuthority authority = new();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        using X509Certificate2 signed = authority.Sign(key, "server", names, TestAuthority.ServerUse);
        Certificate = signed.CopyWithPrivateKey(key);
        Authority = authority.Pem;
        Pin = Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>In PEM.</summary>
    public string Authority { get; }

    /// <summary>The digest of its public key.</summary>
    public string Pin { get; }

    public void Dispose() => Certificate.Dispose();
}
