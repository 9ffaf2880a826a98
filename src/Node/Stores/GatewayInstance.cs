using System.Security.Cryptography;

namespace Polymasq.Node.Stores;

/// <summary>The random text that tells a data directory from all others: a gateway that starts on it again is the same gateway.</summary>
internal static class GatewayInstance
{
    private const string FileName = "instance";
    private const int Length = 16; // hexadecimal digits

    /// <summary>Reads it; makes it at the first start.</summary>
    /// <exception cref="StoreRefusedException">The data directory cannot be used.</exception>
    public static string Of(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: Length } kept) return kept;
            Directory.CreateDirectory(directory);
            string made = RandomNumberGenerator.GetHexString(Length, lowercase: true);
            File.WriteAllText($"{path}.new", $"{made}\n");
            File.Move($"{path}.new", path, overwrite: true); // whole, or not there
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"{path} cannot be kept: {e.Message}; see node.data-dir", e);
        }
    }
}
