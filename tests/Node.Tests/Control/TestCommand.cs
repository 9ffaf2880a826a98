using System.Runtime.CompilerServices;
using Polymasq.Node.Control;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Tests.Control;

/// <summary>A command that does what a test says.</summary>
internal sealed class TestCommand(Func<ControlArguments, ControlReply> handle) : IControlCommand
{
    public string Noun => "test";

    public string Verb { get; init; } = "do";

    public bool IsChange { get; init; }

    public IReadOnlyList<string> Parameters => ["name", "count"];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation) => Task.Run(() => handle(arguments), cancellation);

    /// <summary>Answers with its argument.</summary>
    public static TestCommand Echo(string verb = "do", bool isChange = false) =>
        new(static arguments => Say(arguments.Text("name") ?? "nothing")) { Verb = verb, IsChange = isChange };

    public static ControlReply Say(string text) => ControlReply.Of(new ReadyReport(true, [text]), ControlJson.Default.ReadyReport);

    /// <summary>Says one line and then nothing for ever.</summary>
    public static TestCommand Tail(TaskCompletionSource ended) =>
        new(_ => ControlReply.Lines(Lines(ended), ControlJson.Default.LogLine)) { Verb = "tail" };

    private static async IAsyncEnumerable<LogLine> Lines(TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        try
        {
            yield return new LogLine { Message = "first" };
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        finally
        {
            ended.SetResult();
        }
    }
}
