using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polymasq.Node.Tests;

/// <summary>An authority that nobody trusts unless told to, for the certificates of servers in tests.</summary>
internal sealed class TestAuthority : IDisposable
{
    /// <summary>What a certificate may be used for (RFC 5280 §4.2.1.12).</summary>
    public const string ServerUse = "1.3.6.1.5.5.7.3.1", ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _certificate;
    private readonly DateTimeOffset _begin = TimeProvider.System.GetUtcNow().AddDays(-1);

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(_begin, _begin.AddDays(30));
    }

    /// <summary>In PEM.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>A certificate of a key.</summary>
    public X509Certificate2 Sign(ECDsa key, string subject, SubjectAlternativeNameBuilder names, params string[] uses)
    {
        CertificateRequest request = new($"CN={subject}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        OidCollection usage = [];
        foreach (string use in uses) usage.Add(new Oid(use));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usage, false));
        return request.Create(_certificate, _begin, _begin.AddDays(20), RandomNumberGenerator.GetBytes(8));
    }

    public void Dispose() => _certificate.Dispose();
}
