using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Protocols.Tests.Hocon;

public sealed class HoconPropertyTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", "c.d", "include", " ", "\n", "=", ":", "+=", ",", "{", "}", "[", "]", "${a}", "${?b}", "${c.d}", "${", "$", "\"", "\"\"\"", "\"x\"", "\\",
        "1", "-1.5e3", "true", "null", "#", "//", "\uFEFF", "\0", "\r", ".", "..", "\ud800", "{ a : ${a} }", "a = ${b}\n", "b = ${a}\n", "a += 1\n", "a.b = 2\n",
    ];

    [Fact]
    public void Random_text_is_valid_JSON_or_an_error()
    {
        Gen<string> texts = Gen.Elements(Pieces).ListOf().Select(string.Concat);
        Prop.ForAll(Arb.From(texts), IsJsonOrError).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));
    }

    [Fact]
    public void Random_characters_are_valid_JSON_or_an_error() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => IsJsonOrError(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    // HOCON: "all valid JSON should be valid and should result in the same in-memory data".
    [Fact]
    public void JSON_is_itself()
    {
        Gen<string> scalars = Gen.Elements("1", "-2.5e-3", "true", "false", "null", "\"x y\"", "\"\\u00e9\\n\"", "\"\"");
        Gen<string> values = Gen.Sized(size => Value(scalars, Math.Min(size, 20)));
        Prop.ForAll(Arb.From(values.Where(v => v[0] is '{' or '[')), json => HoconFixture.Resolve(json) == JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement, Relaxed))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Gen<string> Value(Gen<string> scalars, int size)
    {
        if (size <= 1) return scalars;
        Gen<string> inner = Value(scalars, size / 3);
        Gen<string> lists = inner.ListOf(3).Select(items => $"[{string.Join(", ", items)}]");
        Gen<string> objects = inner.ListOf(3).Select(items => $"{{{string.Join(",\n", items.Select((item, i) => $"\"k {i}.x\" : {item}"))}}}");
        return Gen.OneOf(scalars, lists, objects);
    }

    private static bool IsJsonOrError(string text)
    {
        HoconResult result = new HoconFixture().With("t", text).Load("t");
        if (!result.IsValid) return true;
        JsonDocument.Parse(HoconJson.Render(result.Root!)).Dispose();
        return true;
    }
}
