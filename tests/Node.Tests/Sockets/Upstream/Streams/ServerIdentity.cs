using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polymasq.Node.Tests.Sockets.Upstream.Streams;

/// <summary>A certificate for a name, and the authority that has signed it.</summary>
internal sealed class ServerIdentity : IDisposable
{
    public ServerIdentity(string name)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authorityRequest = new("CN=test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset begin = TimeProvider.System.GetUtcNow().AddDays(-1);
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(begin, begin.AddDays(30));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=server", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)); // serverAuth
        using X509Certificate2 signed = request.Create(authority, begin, begin.AddDays(20), RandomNumberGenerator.GetBytes(8));
        Certificate = signed.CopyWithPrivateKey(key);
        Authority = authority.ExportCertificatePem();
        Pin = Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>In PEM.</summary>
    public string Authority { get; }

    /// <summary>The digest of its public key.</summary>
    public string Pin { get; }

    public void Dispose() => Certificate.Dispose();
}
