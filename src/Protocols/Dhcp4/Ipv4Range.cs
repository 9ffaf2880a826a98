namespace Polymasq.Protocols.Dhcp4;

/// <summary>Addresses from <see cref="First"/> to <see cref="Last"/>, both included.</summary>
public readonly record struct Ipv4Range(Ipv4Address First, Ipv4Address Last)
{
    /// <summary>How many addresses; negative or zero when the ends are the wrong way round.</summary>
    public long Count => (long)Last.Value - First.Value + 1;

    public bool Contains(Ipv4Address address) => address >= First && address <= Last;

    public bool Overlaps(Ipv4Range other) => First <= other.Last && other.First <= Last;

    /// <summary>"192.0.2.100-192.0.2.200", or one address.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ipv4Range range)
    {
        int dash = text.IndexOf('-');
        ReadOnlySpan<char> firstText = dash < 0 ? text : text[..dash];
        ReadOnlySpan<char> lastText = dash < 0 ? text : text[(dash + 1)..];
        bool isRead = Ipv4Address.TryParse(firstText.Trim(), out Ipv4Address first)
            & Ipv4Address.TryParse(lastText.Trim(), out Ipv4Address last);
        range = isRead ? new Ipv4Range(first, last) : default;
        return isRead && first <= last;
    }

    public override string ToString() => First == Last ? First.ToString() : $"{First}-{Last}";
}
