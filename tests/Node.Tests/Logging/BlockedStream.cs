namespace Polymasq.Node.Tests.Logging;

/// <summary>An output that takes nothing until it is told to, like a terminal that was stopped with Ctrl-S.</summary>
internal sealed class BlockedStream : MemoryStream
{
    private readonly ManualResetEventSlim _open = new(initialState: false);
    private readonly ManualResetEventSlim _reached = new(initialState: false);

    public void Open() => _open.Set();

    /// <summary>Returns when somebody is held up in a write.</summary>
    public void WaitForWriter() => Assert.True(_reached.Wait(TimeSpan.FromMinutes(1)), "nobody wrote");

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _reached.Set();
        _open.Wait(TimeSpan.FromMinutes(2));
        base.Write(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        _open.Set();
        base.Dispose(disposing);
    }
}
