using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Polymasq.Node.Etcd;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Etcd;

/// <summary>Real members of etcd on the loopback interface, in a folder of their own. They end with this process, however it ends.</summary>
internal sealed class EtcdCluster : IDisposable
{
    private const int ClientPort = 2379, PeerPort = 2380;

    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StatusTime = TimeSpan.FromSeconds(2); // one that is stopped says nothing
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(1) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("polymasq-etcd-");
    private readonly ImmutableArray<EtcdProcess> _members;

    private EtcdCluster(int members, EtcdServerCertificate? certificate, string[] options)
    {
        IPAddress[] addresses = [.. Enumerable.Range(0, members).Select(_ => LoopbackAddress.Next())];
        if (certificate is { IsForMember: true }) addresses[0] = certificate.Address;
        string scheme = certificate is null ? "http" : "https";
        Uri[] clients = [.. addresses.Select(address => new Uri($"{scheme}://{address}:{ClientPort}"))];
        string[] peers = [.. addresses.Select(address => $"http://{address}:{PeerPort}")];
        string all = string.Join(',', peers.Select((peer, at) => $"m{at}={peer}"));
        string[] tls = certificate is null ? [] : ["--cert-file", certificate.WriteTo(_folder, out string key), "--key-file", key];
        _members = [.. clients.Select((client, at) => new EtcdProcess(client, _folder, at, [.. Arguments(at, client, peers[at], all), .. tls, .. options]))];
    }

    /// <summary>Why there can be no cluster here; null where there can.</summary>
    public static string? WhyNot => File.Exists("/usr/bin/etcd") ? null : "etcd is not installed: apt-get install etcd-server";

    public ImmutableArray<Uri> Endpoints => [.. _members.Select(member => member.Client)];

    /// <summary>Starts members and waits until they have a leader. Skips the test where etcd is not installed.</summary>
    /// <param name="options">More options for each member.</param>
    public static EtcdCluster Start(int members, EtcdServerCertificate? certificate = null, params string[] options)
    {
        if (WhyNot is { } why) Assert.Skip(why);
        EtcdCluster cluster = new(members, certificate, options);
        try
        {
            foreach (EtcdProcess member in cluster._members) member.Start();
            if (certificate is null) cluster.WaitForLeader();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Settings that name the members in turn, this one first.</summary>
    public EtcdSettings Settings(string prefix, int first = 0) => new()
    {
        Endpoints = [.. Endpoints.Skip(first), .. Endpoints.Take(first)],
        Prefix = prefix,
    };

    /// <summary>kill -9.</summary>
    public void Kill(int member) => _members[member].Kill();

    /// <summary>With the data it had.</summary>
    public void Restart(int member) => _members[member].Start();

    /// <summary>SIGSTOP: to others, a member that is slow without end, or cut off.</summary>
    public void Pause(int member) => _members[member].Signal("STOP");

    public void Resume(int member) => _members[member].Signal("CONT");

    /// <summary>The member that leads, as one that runs sees it; waits for an election.</summary>
    public int WaitForLeader()
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < StartTime)
        {
            for (int at = 0; at < _members.Length; at++)
                if (_members[at].IsRunning && IsLeader(_members[at].Client)) return at;
            Thread.Sleep(20);
        }
        throw new TimeoutException($"etcd has no leader after {StartTime.TotalSeconds} s: {_members[0].Log()}");
    }

    /// <summary>Posts to the gateway of a member, beside the store.</summary>
    public string Post(string path, string body, int member = 0, string token = "", TimeSpan? limit = null)
    {
        using CancellationTokenSource time = new(limit ?? Http.Timeout);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_members[member].Client, path)) { Content = new StringContent(body) };
        if (token.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", token);
        using HttpResponseMessage response = Http.Send(request, time.Token);
        string text = response.Content.ReadAsStringAsync(time.Token).GetAwaiter().GetResult();
        return response.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{path}: {text}");
    }

    public void Dispose()
    {
        foreach (EtcdProcess member in _members) member.Dispose();
        _folder.Delete(recursive: true);
    }

    private bool IsLeader(Uri client)
    {
        try
        {
            using JsonDocument status = JsonDocument.Parse(Post("/v3/maintenance/status", "{}", Endpoints.IndexOf(client), limit: StatusTime));
            return status.RootElement.TryGetProperty("leader", out JsonElement leader)
                && leader.GetString() == status.RootElement.GetProperty("header").GetProperty("member_id").GetString();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            return false;
        }
    }

    private string[] Arguments(int at, Uri client, string peer, string all) =>
    [
        "--name", $"m{at}", "--data-dir", Path.Combine(_folder.FullName, $"m{at}"),
        "--listen-client-urls", Plain(client), "--advertise-client-urls", Plain(client),
        "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
        "--initial-cluster", all, "--initial-cluster-state", "new", "--logger", "zap", "--log-level", "warn",
    ];

    private static string Plain(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
