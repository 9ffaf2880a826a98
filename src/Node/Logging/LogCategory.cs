using System.Text;

namespace Polymasq.Node.Logging;

/// <summary>Makes an operator's word of a logger's category.</summary>
internal static class LogCategory
{
    private static readonly string[] Houses = ["Actors", "Node", "Protocols"];

    /// <summary>
    /// The feature's folder: <c>Polymasq.Actors.LocalNames.HostsFile</c> is <c>local-names</c>. Of what is not ours, the last part.
    /// </summary>
    public static string Shorten(string category)
    {
        string[] parts = category.Split('.');
        if (parts[0] != "Polymasq" || parts.Length == 1) return Kebab(parts[^1]);
        bool isInHouse = parts.Length > 2 && Houses.Contains(parts[1]);
        return Kebab(parts[isInHouse ? 2 : 1]);
    }

    private static string Kebab(string name)
    {
        StringBuilder word = new(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            bool startsWord = i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]);
            if (startsWord) word.Append('-');
            word.Append(char.ToLowerInvariant(name[i]));
        }

        return word.ToString();
    }
}
