namespace Polymasq.Node.Configuration;

/// <summary>A file with a secret that a key names. Messages tell the path, never what is inside.</summary>
internal static class SecretFile
{
    public const string Remedy = "make one with: head -c 32 /dev/urandom | base64 > FILE; chmod 600 FILE";

    private const int LengthMax = 4096; // bytes; more is another file
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The whole content; empty, and an error at the key, if there is none.</summary>
    public static byte[] Read(ConfigurationValue value, string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LengthMax })
            {
                value.Wrong($"{path} is longer than {LengthMax} bytes: not a file with a secret");
                return [];
            }

            byte[] content = File.ReadAllBytes(path);
            if (content.Length == 0) value.Wrong($"{path} is empty");
            else if ((File.GetUnixFileMode(path) & Others) != 0) value.Warn($"{path} can be read by others than its owner; mend it with: chmod 600 {path}");
            return content;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            value.Wrong($"{path} cannot be read: {failure.Message}");
            return [];
        }
    }
}
