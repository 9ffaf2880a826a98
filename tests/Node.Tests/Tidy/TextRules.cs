using System.Text.RegularExpressions;

namespace Polymasq.Node.Tests.Tidy;

/// <summary>What the text of the source must keep to: sizes, places, and what is not left lying about.</summary>
public sealed class TextRules
{
    private const int LinesMax = 500; // of one file, and of one partial type over all its files

    [Fact]
    public void No_file_is_longer_than_anyone_reads() =>
        Assert.DoesNotContain(Repository.SourceAndTests.Concat(Repository.Files("tests", "*.py")), file => LineCount(file) > LinesMax);

    [Fact]
    public void No_partial_type_hides_its_size_in_many_files() =>
        Assert.Empty(
            from file in Repository.SourceAndTests
            from Match part in Regex.Matches(Repository.Read(file), @"\bpartial (?:class|struct|record|interface) (\w+)")
            group file by (Folder: Path.GetDirectoryName(file), Type: part.Groups[1].Value) into type
            let lines = type.Distinct().Sum(LineCount)
            where lines > LinesMax
            select $"{type.Key}: {lines} lines");

    [Fact]
    public void Namespaces_are_folders() =>
        Assert.Empty(
            from file in Repository.SourceAndTests
            let declared = Regex.Match(Repository.Read(file), @"^namespace ([\w.]+);", RegexOptions.Multiline)
            where declared.Success && declared.Groups[1].Value != NamespaceOf(file)
            select $"{file} declares {declared.Groups[1].Value}");

    [Fact]
    public void Nothing_is_left_for_later() => AssertNone(Everything, @"\b(TO[D]O|FIX[M]E|HA[C]K|XX[X])\b");

    [Fact]
    public void Nothing_is_folded_away() => AssertNone(Repository.SourceAndTests, @"^\s*#(region|endregion)\b");

    [Fact]
    public void No_doc_tag_is_empty() => AssertNone(Repository.SourceAndTests, @"<(summary|remarks|returns|param|typeparam|value)\b[^>]*>(\s|///)*</\1>");

    // dotnet_diagnostic lines in .editorconfig are the place for a rule that does not fit; a pragma needs its reason beside it.
    [Fact]
    public void A_warning_is_not_silenced_without_a_reason() => AssertNone(Repository.SourceAndTests, @"^\s*#pragma warning disable [\w, ]+$");

    private static IEnumerable<string> Everything =>
        ((string[])["*.cs", "*.py", "*.sh", "*.md", "*.conf", "*.csproj", "*.props"]).SelectMany(pattern => Repository.Files(".", pattern));

    private static void AssertNone(IEnumerable<string> files, string pattern) =>
        Assert.Empty(
            from file in files
            from Match found in Regex.Matches(Repository.Read(file), pattern, RegexOptions.Multiline)
            select $"{file}: {found.Value.Trim()}");

    private static int LineCount(string file) => Repository.Read(file).AsSpan().Count('\n');

    private static string NamespaceOf(string file)
    {
        string folder = Path.GetDirectoryName(file)!; // src/Actors/Caching or tests/Node.Tests/Tidy
        string[] below = folder.Split('/')[1..];
        return "Polymasq." + string.Join('.', below);
    }
}
