using System.Text.RegularExpressions;
using Polymasq.Node.Configuration;

namespace Polymasq.Node.Tests.Tidy;

/// <summary>What the READMEs promise is there.</summary>
public sealed class DocumentRules
{
    private static readonly Regex Link = new(@"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)");
    private static readonly Regex Snippet = new(@"^```hocon\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);

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

    [Fact]
    public void Every_configuration_in_a_document_is_one_that_polymasqd_takes()
    {
        IEnumerable<(string Place, string Text)> snippets =
            from document in Repository.Files(".", "*.md")
            from Match snippet in Snippet.Matches(Repository.Read(document))
            select (document, snippet.Groups[1].Value);
        IEnumerable<(string Place, string Text)> examples =
            from file in Repository.Files("hocon", "*.conf")
            where Path.GetFileName(file) != "reference.conf"
            select (file, Repository.Read(file));

        Assert.Empty(snippets.Concat(examples).SelectMany(one => ConfigurationLoader.LoadText(one.Text, one.Place).Errors));
    }

    /// <summary>No engine runs where the tests do: what the image is made of must at least be there.</summary>
    [Fact]
    public void The_image_is_made_of_projects_that_exist() =>
        Assert.DoesNotContain(
            Regex.Matches(Repository.Read("docker/Dockerfile"), @"dotnet publish (\S+)").Select(project => project.Groups[1].Value).DefaultIfEmpty("nothing"),
            project => Directory.GetFiles(Path.Combine(Repository.Root, project), "*.csproj").Length != 1);

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
