using System.Text.RegularExpressions;
using Polymasq.Node.Configuration;

namespace Polymasq.Node.Tests.Tidy;

/// <summary>What we show as configuration is one.</summary>
public sealed class ConfigurationRules
{
    private static readonly Regex Snippet = new(@"```hocon\n(.*?)```", RegexOptions.Singleline);

    [Fact]
    public void The_examples_are_valid_and_free_of_warnings()
    {
        foreach (string file in Repository.Files("hocon", "*.conf")) AssertValid(Repository.Read(file), file);
    }

    [Fact]
    public void Every_snippet_in_a_document_is_valid()
    {
        foreach (string document in Repository.Files(".", "*.md"))
        {
            foreach (Match snippet in Snippet.Matches(Repository.Read(document))) AssertValid(snippet.Groups[1].Value, document);
        }
    }

    private static void AssertValid(string text, string source)
    {
        LoadedConfiguration loaded = ConfigurationLoader.LoadText(text, source);
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
    }
}
