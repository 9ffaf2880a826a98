namespace Polymasq.Node.Configuration;

/// <summary>Names of network interfaces.</summary>
internal static class InterfaceName
{
    private const int LengthMax = 15; // IFNAMSIZ is 16, with the final zero

    public static string Read(ConfigurationValue value, bool allowsPattern)
    {
        string name = value.Text("an interface's name");
        ReadOnlySpan<char> plain = allowsPattern && name.EndsWith('*') ? name.AsSpan(0, name.Length - 1) : name;
        bool isName = name.Length > 0 && plain.Length <= LengthMax && name is not ("." or "..");
        foreach (char c in plain) isName &= !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('/' or '*');
        string pattern = allowsPattern ? ", maybe with * at its end" : "";
        if (!isName) value.Wrong($"{value.What()} is not an interface's name; allowed are 1 to {LengthMax} characters without blanks and /{pattern}");
        return name;
    }
}
