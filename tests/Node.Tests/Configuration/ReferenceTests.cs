using Polymasq.Node.Configuration;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Node.Tests.Configuration;

public sealed class ReferenceTests
{
    /// <summary>Unknown keys are errors, so a key of reference.conf that nobody reads fails here.</summary>
    [Fact]
    public void Every_key_of_the_reference_is_read() => ConfigurationTests.Valid("");

    /// <summary>There are no defaults in code: a key that is read and missing in the reference would be silently empty.</summary>
    [Fact]
    public void Every_key_that_is_read_is_in_the_reference()
    {
        HoconLoader loader = new(_ => HoconFile.Missing, _ => null);
        loader.AddText(ConfigurationLoader.Reference(), "reference.conf");
        HoconObject root = (HoconObject)((HoconObject)loader.Resolve().Root!).Members["polymasq"].Value;
        List<string> missing = [];
        ConfigurationErrors errors = new();
        SettingsReader.Read(new ConfigurationSection(root, "", errors, missing.Add), readsFiles: false);

        Assert.Empty(missing);
        Assert.True(errors.IsEmpty);
    }

    [Fact]
    public void Every_key_of_the_reference_has_a_comment()
    {
        string[] lines = ConfigurationLoader.Reference().Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or '}') continue;
            string key = line.Split(' ', '=', '{')[0];
            bool isBlock = line.EndsWith('{');
            Assert.True(isBlock || lines[i - 1].TrimStart().StartsWith('#'), $"reference.conf line {i + 1}: {key} has no comment");
        }
    }
}
