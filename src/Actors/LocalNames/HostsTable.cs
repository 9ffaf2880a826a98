namespace Polymasq.Actors.LocalNames;

/// <summary>What all hosts files together say. Never changed once it is built.</summary>
internal sealed class HostsTable
{
    private readonly Dictionary<byte[], HostAddresses> _forward;
    private readonly Dictionary<byte[], HostAddresses>.AlternateLookup<HashedName> _lookup;
    private readonly Dictionary<AddressKey, byte[]> _reverse;

    /// <param name="forward">Names in lower case and their addresses.</param>
    /// <param name="reverse">Addresses and the one name each of them stands for.</param>
    public HostsTable(Dictionary<byte[], HostAddresses> forward, Dictionary<AddressKey, byte[]> reverse)
    {
        _forward = forward;
        _lookup = forward.GetAlternateLookup<HashedName>();
        _reverse = reverse;
    }

    public static HostsTable Empty { get; } = new(new(NameComparer.Instance), []);

    public IReadOnlyCollection<byte[]> Names => _forward.Keys;

    /// <summary>The addresses of a name, none when it is not there.</summary>
    public HostAddresses Find(HashedName name) => _lookup.TryGetValue(name, out HostAddresses? addresses) ? addresses : HostAddresses.None;

    /// <summary>The name of an address, empty when it is not there.</summary>
    public ReadOnlySpan<byte> FindName(AddressKey address) => _reverse.TryGetValue(address, out byte[]? name) ? name : [];
}
