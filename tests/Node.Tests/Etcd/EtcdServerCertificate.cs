using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polymasq.Node.Tests.Etcd;

/// <summary>An authority and a certificate for a server that it has signed.</summary>
internal sealed class EtcdServerCertificate
{
    private readonly string _certificate;
    private readonly string _key;

    /// <param name="address">What the certificate is for.</param>
    public EtcdServerCertificate(IPAddress address)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authorityRequest = new("CN=test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset begin = TimeProvider.System.GetUtcNow().AddDays(-1);
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(begin, begin.AddDays(30));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=etcd", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        // etcd's gateway shows it to etcd itself as a client.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using X509Certificate2 certificate = request.Create(authority, begin, begin.AddDays(20), RandomNumberGenerator.GetBytes(8));
        Authority = authority.ExportCertificatePem();
        (_certificate, _key) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>In PEM.</summary>
    public string Authority { get; }

    /// <returns>The path of the certificate.</returns>
    public string WriteTo(DirectoryInfo folder, out string key)
    {
        string path = Path.Combine(folder.FullName, "server.pem");
        key = Path.Combine(folder.FullName, "server.key");
        File.WriteAllText(path, _certificate);
        File.WriteAllText(key, _key);
        return path;
    }
}
