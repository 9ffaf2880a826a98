namespace Polymasq.Node.Configuration;

/// <summary>Ports from the first to the last.</summary>
internal readonly record struct PortRange(int First, int Last)
{
    public int Count => Last - First + 1;
}
