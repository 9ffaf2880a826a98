namespace Polymasq.Node.Configuration;

/// <summary>Names of network interfaces.</summary>
internal static class InterfaceName
{
    private const int LengthMax = 15; // IFNAMSIZ is 16, with the final zero

    public static string Read(ConfigurationValue value, bool allowsPattern)
    {
        string name = value.Text("an interface's name");
        bool isName = allowsPattern && name.EndsWith('*') ? name.Length == 1 || IsName(name.AsSpan(0, name.Length - 1)) : IsName(name);
        string pattern = allowsPattern ? ", maybe with * at its end" : "";
        if (!isName) value.Wrong($"{value.What()} is not an interface's name; allowed are 1 to {LengthMax} characters without blanks and /{pattern}");
        return name;
    }

    public static bool IsName(ReadOnlySpan<char> name)
    {
        bool isName = name.Length is > 0 and <= LengthMax && name is not ("." or "..");
        foreach (char c in name) isName &= !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('/' or '*');
        return isName;
    }
}
