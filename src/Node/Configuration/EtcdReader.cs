using System.Collections.Immutable;
using System.Text;
using Polymasq.Node.Etcd;

namespace Polymasq.Node.Configuration;

/// <summary>Reads the block cluster.etcd.</summary>
internal static class EtcdReader
{
    private const string Allowed = "http://HOST:PORT or https://HOST:PORT, such as http://10.9.0.1:2379";
    private const int DefaultPort = 2379; // IANA: etcd-client

    /// <param name="prefix">Of the cluster's keys.</param>
    /// <param name="isUsed">The engine is etcd: what it needs must be there.</param>
    public static EtcdSettings Read(ConfigurationSection etcd, string prefix, bool isUsed, bool readsFiles)
    {
        ImmutableArray<Uri> endpoints = [.. etcd.Items("endpoints").Select(ReadEndpoint).OfType<Uri>().Distinct()];
        if (isUsed && etcd.Items("endpoints").Count == 0) etcd.Find("endpoints")?.Wrong($"names no member, and cluster.engine = etcd needs one; allowed is {Allowed}");
        string username = etcd.Text("username", "a name");
        string passwordFile = etcd.Text("password-file", "a file");
        string authorityFile = etcd.Text("ca-file", "a file");
        if (isUsed) CheckTogether(etcd, endpoints, username, passwordFile, authorityFile);
        bool isRead = isUsed && readsFiles;
        EtcdSettings settings = new()
        {
            Endpoints = endpoints,
            Prefix = prefix,
            Username = username,
            Password = isRead && passwordFile.Length > 0 ? ReadPassword(etcd, passwordFile) : "",
            CertificateAuthorities = isRead && authorityFile.Length > 0 ? CertificateFile.Read(etcd.Find("ca-file")!, authorityFile) : "",
        };
        etcd.End();
        return settings;
    }

    private static Uri? ReadEndpoint(ConfigurationValue item)
    {
        string text = item.Text(Allowed);
        bool isOurs = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0;
        if (!isOurs) item.Wrong($"'{text}' is not the URL of an etcd member; allowed is {Allowed}");
        else if (uri!.UserInfo.Length > 0) item.Wrong("names a user; that is what cluster.etcd.username and password-file are for");
        else if (uri.PathAndQuery != "/" || uri.Fragment.Length > 0) item.Wrong($"'{text}' has a path; allowed is {Allowed}");
        else return uri.IsDefaultPort && !text.TrimEnd('/').EndsWith($":{uri.Port}", StringComparison.Ordinal) ? new UriBuilder(uri) { Port = DefaultPort }.Uri : uri;
        return null;
    }

    private static void CheckTogether(ConfigurationSection etcd, ImmutableArray<Uri> endpoints, string username, string passwordFile, string authorityFile)
    {
        bool isTls = endpoints.Any(endpoint => endpoint.Scheme == Uri.UriSchemeHttps);
        if (username.Length > 0 && passwordFile.Length == 0) etcd.Find("username")?.Wrong("needs cluster.etcd.password-file");
        if (username.Length == 0 && passwordFile.Length > 0) etcd.Find("password-file")?.Wrong("needs cluster.etcd.username");
        if (isTls && authorityFile.Length == 0) etcd.Find("endpoints")?.Wrong("https needs cluster.etcd.ca-file: the file with the authority that signed etcd's certificates, in PEM");
        if (!isTls && authorityFile.Length > 0) etcd.Find("ca-file")?.Warn("is of no use: no endpoint begins with https://");
        if (username.Length > 0 && endpoints.Any(endpoint => endpoint.Scheme == Uri.UriSchemeHttp && !endpoint.IsLoopback))
            etcd.Find("endpoints")?.Warn("sends the password in the clear over the network; let etcd listen on https");
    }

    private static string ReadPassword(ConfigurationSection etcd, string path)
    {
        if (etcd.Find("password-file") is not { } value) return "";
        string text = Encoding.UTF8.GetString(SecretFile.Read(value, path));
        string password = text.Split('\n')[0].TrimEnd('\r');
        if (password.Length == 0 && text.Length > 0) value.Wrong($"{path} has nothing in its first line, where the password is expected");
        return password;
    }
}
