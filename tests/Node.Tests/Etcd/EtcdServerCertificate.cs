using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polymasq.Node.Tests.Etcd;

/// <summary>An authority and a certificate for a server that it has signed.</summary>
internal sealed class EtcdServerCertificate
{
    private readonly string _certificate;
    private readonly string _key;

    /// <param name="address">What the certificate is for: the member's own address, or one that no member has.</param>
    public EtcdServerCertificate(IPAddress address)
    {
        Address = address;
        using TestAuthority authority = new();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(address);
        // etcd's gateway shows it to etcd itself as a client.
        using X509Certificate2 certificate = authority.Sign(key, "etcd", names, TestAuthority.ServerUse, TestAuthority.ClientUse);
        Authority = authority.Pem;
        (_certificate, _key) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public IPAddress Address { get; }

    /// <summary>It is for an address that a member can have.</summary>
    public bool IsForMember => IPAddress.IsLoopback(Address);

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
