using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polymasq.Node.Configuration;

/// <summary>A file with certificate authorities that a key names.</summary>
internal static class CertificateFile
{
    /// <summary>Its content, in PEM; empty, and an error at the key, if there is no certificate in it.</summary>
    public static string Read(ConfigurationValue value, string path)
    {
        try
        {
            string text = File.ReadAllText(path);
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPem(text);
            if (certificates.Count == 0) value.Wrong($"there is no certificate in {path}; allowed is a file in PEM, with -----BEGIN CERTIFICATE----- lines");
            foreach (X509Certificate2 certificate in certificates) certificate.Dispose();
            return text;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            value.Wrong($"{path} cannot be read: {failure.Message}");
            return "";
        }
    }
}
