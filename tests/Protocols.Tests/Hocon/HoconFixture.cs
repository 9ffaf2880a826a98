using System.Text;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Protocols.Tests.Hocon;

/// <summary>Reads configurations from files that exist only here.</summary>
internal sealed class HoconFixture
{
    private readonly Dictionary<string, HoconFile> _files = [];
    private readonly Dictionary<string, string> _environment = [];

    public HoconFixture With(string path, string text) => With(path, HoconFile.Found(Encoding.UTF8.GetBytes(text)));

    public HoconFixture With(string path, HoconFile file)
    {
        _files[path] = file;
        return this;
    }

    public HoconFixture WithVariable(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public HoconLoader Loader() => new(path => _files.GetValueOrDefault(path, HoconFile.Missing), name => _environment.GetValueOrDefault(name));

    public HoconResult Load(string path)
    {
        HoconLoader loader = Loader();
        loader.AddFile(path);
        return loader.Resolve();
    }

    public string Json(string path) => Render(Load(path));

    public static string Resolve(string text) => new HoconFixture().With("test.conf", text).Json("test.conf");

    public static IReadOnlyList<string> ErrorsOf(string text) =>
        [.. new HoconFixture().With("t", text).Load("t").Errors.Select(e => e.ToString())];

    public static string Render(HoconResult result) =>
        result.IsValid ? HoconJson.Render(result.Root!) : "! " + string.Join("; ", result.Errors);
}
