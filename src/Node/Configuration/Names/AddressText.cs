using System.Net;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Configuration.Names;

/// <summary>Addresses as configured names have them: written out, without port, brackets or interface. The runtime would take 1.2.3 and 24 as well.</summary>
internal static class AddressText
{
    public static bool TryParse(string text, out IPAddress address)
    {
        bool isAddress = ListenAddress.TryParse(text, out ListenAddress parsed) && parsed is { Port: null, Zone: null } && !text.StartsWith('[');
        address = isAddress ? parsed.Address : IPAddress.None;
        return isAddress;
    }
}
