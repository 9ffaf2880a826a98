using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>
/// Who a TLS server must be: signed for its name by an authority that is trusted, or the holder of a pinned key (RFC 7858 §4.2, RFC 8310 §8).
/// With a pin it does not matter who signed; a name that was given is still checked.
/// </summary>
internal sealed class ServerCertificate(UpstreamTarget server)
{
    private readonly string[] _pins = server.Pins.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What was wrong with the last one; empty when nothing was.</summary>
    public string Wrong { get; private set; } = "";

    /// <summary>For handshakes with it.</summary>
    /// <param name="protocols">What may be spoken inside (ALPN); none where both sides know.</param>
    public SslClientAuthenticationOptions Options(params SslApplicationProtocol[] protocols)
    {
        X509ChainPolicy policy = new()
        {
            RevocationMode = X509RevocationMode.NoCheck, // to look for a revocation, names would have to be resolved: by us
            DisableCertificateDownloads = true,
        };
        if (server.CertificateAuthorities.Length > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.ImportFromPem(server.CertificateAuthorities);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = NameOrAddress,
            ApplicationProtocols = protocols.Length > 0 ? [.. protocols] : null,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Check(certificate as X509Certificate2, chain, errors),
        };
    }

    private string NameOrAddress => server.CertificateName.Length > 0 ? server.CertificateName : server.Address.ToIPEndPoint().Address.ToString();

    private bool Check(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Wrong = certificate is null ? "it shows no certificate" : WrongWith(certificate, chain, errors);
        return Wrong.Length == 0;
    }

    private string WrongWith(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        bool isPinned = _pins.Length > 0;
        if (isPinned && !_pins.Contains(PinOf(certificate))) return $"its key is sha256/{PinOf(certificate)}, which is not pinned";
        bool isNameChecked = !isPinned || server.CertificateName.Length > 0;
        if (isNameChecked && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"its certificate is for {NamesIn(certificate)}, not for {NameOrAddress}";
        if (isPinned || !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) return "";
        string reasons = string.Join(", ", chain?.ChainStatus.Select(static status => status.StatusInformation.Trim()).Where(static text => text.Length > 0).Distinct() ?? []);
        return $"its certificate is not trusted: {(reasons.Length > 0 ? reasons : "no authority that is trusted here has signed it")}";
    }

    /// <summary>RFC 7858 §4.2, RFC 7469 §2.4: SHA-256 of the SubjectPublicKeyInfo, in Base64.</summary>
    public static string PinOf(X509Certificate2 certificate) => Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    // What a stranger has written goes into a log line: no more of it than names need, and no control characters.
    private static string NamesIn(X509Certificate2 certificate)
    {
        const int LengthMax = 200;
        string[] names = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(static names => names.EnumerateDnsNames())];
        string text = names.Length > 0 ? string.Join(", ", names) : certificate.Subject;
        text = string.Concat(text.Where(static letter => !char.IsControl(letter)).Take(LengthMax));
        return text.Length > 0 ? text : "nobody";
    }
}
