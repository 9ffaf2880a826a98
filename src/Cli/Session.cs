using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli;

/// <summary>One call of polymasq: the gateway that it talks to and the way it prints.</summary>
internal sealed class Session(ControlClient client, TextWriter output, bool isJson, CancellationToken cancellation)
{
    /// <summary>Print JSON and nothing else.</summary>
    public bool IsJson { get; } = isJson;

    /// <summary>Sends a command that only looks. Arguments that are null or empty are left out.</summary>
    public Task<T> Get<T>(string noun, string verb, JsonTypeInfo<T> type, params ReadOnlySpan<(string Name, string? Value)> arguments) =>
        client.Call(HttpMethod.Get, Target(noun, verb, arguments), type, cancellation);

    /// <summary>Sends a command that changes something.</summary>
    public Task<T> Post<T>(string noun, string verb, JsonTypeInfo<T> type, params ReadOnlySpan<(string Name, string? Value)> arguments) =>
        client.Call(HttpMethod.Post, Target(noun, verb, arguments), type, cancellation);

    /// <summary>Sends a command whose answer comes line by line.</summary>
    public IAsyncEnumerable<T> Follow<T>(string noun, string verb, JsonTypeInfo<T> type, params ReadOnlySpan<(string Name, string? Value)> arguments) =>
        client.Follow(Target(noun, verb, arguments), type, cancellation);

    public void PrintJson<T>(T value, JsonTypeInfo<T> type)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, ControlJson.Readable)) JsonSerializer.Serialize(json, value, type);
        output.WriteLine(Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length)));
    }

    /// <summary>One line for one item; a field that is null is a dash.</summary>
    public void Item(params IEnumerable<string?> fields) => output.WriteLine(Words.Visible(string.Join(" | ", fields.Select(static field => field ?? "-"))));

    /// <summary>The line below the items.</summary>
    public void Count(string things) => output.WriteLine($"Count: {things}");

    public void Line(string text) => output.WriteLine(Words.Visible(text));

    /// <summary>What was printed is seen now: for tails.</summary>
    public void Flush() => output.Flush();

    private static string Target(string noun, string verb, ReadOnlySpan<(string Name, string? Value)> arguments)
    {
        List<string> query = [];
        foreach ((string name, string? value) in arguments)
            if (!string.IsNullOrEmpty(value)) query.Add($"{name}={Uri.EscapeDataString(value)}");
        string path = ControlApi.PathOf(noun, verb);
        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }
}
