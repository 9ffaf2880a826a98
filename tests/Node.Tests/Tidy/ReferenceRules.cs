using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Polymasq.Node.Tests.Tidy;

/// <summary>Node → Actors → Protocols ← Cli, and nothing else.</summary>
public sealed class ReferenceRules
{
    [Theory]
    [InlineData("src/Protocols/Polymasq.Protocols.csproj")]
    [InlineData("src/Actors/Polymasq.Actors.csproj", "Polymasq.Protocols")]
    [InlineData("src/Cli/Polymasq.Cli.csproj", "Polymasq.Protocols")]
    [InlineData("src/Node/Polymasq.Node.csproj", "Polymasq.Actors", "Polymasq.Protocols")]
    public void A_project_references_only_what_stands_below_it(string project, params string[] allowed)
    {
        IEnumerable<string> referenced = XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));

        Assert.Equal(allowed, referenced.Order());
    }

    [Fact]
    public void Only_Node_may_be_unsafe() =>
        Assert.Empty(Repository.Files("src", "*.csproj")
            .Where(project => Repository.Read(project).Contains("AllowUnsafeBlocks", StringComparison.Ordinal))
            .Except(["src/Node/Polymasq.Node.csproj"]));

    [Fact]
    public void The_kernel_knows_no_other_part_of_Polymasq() =>
        Assert.DoesNotContain(
            Repository.Files("src/Actors/Kernel", "*.cs"),
            file => Regex.IsMatch(Repository.WithoutComments(Repository.Read(file)), @"(?<!"")\bPolymasq\.(?!Actors\.Kernel\b)"));

    [Fact]
    public void Handlers_are_synchronous_so_no_actor_awaits() =>
        Assert.DoesNotContain(
            Repository.Files("src/Actors", "*.cs").Where(file => !file.StartsWith("src/Actors/Kernel/", StringComparison.Ordinal)),
            file => Regex.IsMatch(Repository.WithoutComments(Repository.Read(file)), @"\b(async|await)\b"));

    [Theory]
    [InlineData("Polymasq.Protocols")]
    [InlineData("Polymasq.Actors")]
    public void State_belongs_to_an_object_so_no_static_field_changes(string assembly)
    {
        IEnumerable<string> mutable = Assembly.Load(assembly).GetTypes()
            .Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsInitOnly && !field.IsLiteral && !field.Name.Contains('<', StringComparison.Ordinal))
            .Select(field => $"{field.DeclaringType}.{field.Name}");

        Assert.Empty(mutable);
    }
}
