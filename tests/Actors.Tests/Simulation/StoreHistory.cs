using System.Text.Json;
using Polymasq.Actors.Clustering;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>A lease as the store's bytes say it, read without the program's own reader.</summary>
internal sealed record StoredLease(long Revision, string Address, long Version, string Kind, string Client, string Gateway, DateTimeOffset Until)
{
    public bool IsBound => Kind is "Leased" or "Renewed";
}

/// <summary>All that the store ever held for each address, for the checker to look back into.</summary>
internal sealed class StoreHistory(ModelStoreServer store, string leases)
{
    private const int AddressDigits = 8; // an address in the keys, in hexadecimal
    private readonly List<StoredLease> _all = [];
    private int _read;

    public IReadOnlyList<StoredLease> All
    {
        get
        {
            for (; _read < store.History.Count; _read++)
                foreach (StoreEntry entry in store.History[_read].Entries)
                    if (entry.Value is { } value && IsLease(entry.Key)) _all.Add(Read(value, entry.ModRevision));
            return _all;
        }
    }

    /// <summary>The newest of an address up to a revision.</summary>
    public StoredLease? Newest(string address, long upTo = long.MaxValue)
    {
        for (int i = All.Count - 1; i >= 0; i--)
            if (_all[i].Revision <= upTo && _all[i].Address == address) return _all[i];
        return null;
    }

    private bool IsLease(string key) =>
        key.Length == leases.Length + AddressDigits && key.StartsWith(leases, StringComparison.Ordinal) && key.AsSpan(leases.Length).IndexOf('/') < 0;

    private static StoredLease Read(byte[] value, long revision)
    {
        using JsonDocument json = JsonDocument.Parse(value);
        JsonElement root = json.RootElement;
        string Text(string name) => root.TryGetProperty(name, out JsonElement found) ? found.GetString()! : "";
        DateTimeOffset until = root.TryGetProperty("until", out JsonElement end) ? end.GetDateTimeOffset() : DateTimeOffset.MaxValue;
        return new StoredLease(revision, Text("address"), root.GetProperty("version").GetInt64(), Text("kind"), Text("client"), Text("gateway"), until);
    }
}
