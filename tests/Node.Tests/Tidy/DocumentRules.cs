using System.Text.RegularExpressions;

namespace Polymasq.Node.Tests.Tidy;

/// <summary>What the READMEs promise is there.</summary>
public sealed class DocumentRules
{
    private static readonly Regex Link = new(@"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)");

    [Fact]
    public void Every_link_in_a_document_leads_somewhere()
    {
        IEnumerable<string> broken =
            from document in Repository.Files(".", "*.md")
            from Match link in Link.Matches(Repository.Read(document))
            where !Exists(document, link.Groups[1].Value, link.Groups[2].Value)
            select $"{document}: {link.Value}";

        Assert.Empty(broken);
    }

    private static bool Exists(string document, string target, string heading)
    {
        string path = target.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, target);
        string full = Path.Combine(Repository.Root, path);
        if (heading.Length == 0) return File.Exists(full) || Directory.Exists(full);
        return File.Exists(full) && Headings(File.ReadAllText(full)).Contains(heading);
    }

    private static IEnumerable<string> Headings(string text) =>
        Regex.Matches(text, @"^#+ (.+)$", RegexOptions.Multiline)
            .Select(heading => Regex.Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'));
}
