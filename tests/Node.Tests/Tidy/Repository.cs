namespace Polymasq.Node.Tests.Tidy;

/// <summary>The project's own files, as they lie in the folder the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "out", ".git", ".run", "artifacts", "BenchmarkDotNet.Artifacts", "__pycache__"];

    public static string Root { get; } = FindRoot();

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Walk(new DirectoryInfo(Path.Combine(Root, folder)), pattern).Select(file => Path.GetRelativePath(Root, file.FullName));

    public static IEnumerable<string> Source => Files("src", "*.cs");

    public static IEnumerable<string> SourceAndTests => Source.Concat(Files("tests", "*.cs"));

    public static string WithoutComments(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Split("//", 2)[0]));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder, string pattern) =>
        folder.EnumerateFiles(pattern).Concat(
            folder.EnumerateDirectories().Where(child => !NotOurs.Contains(child.Name)).SelectMany(child => Walk(child, pattern)));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Polymasq.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not below a folder with Polymasq.slnx");
    }
}
