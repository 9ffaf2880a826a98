namespace Polymasq.Actors.Kernel;

/// <summary>What the kernel tells a cell, beside and before its mailbox. Few by nature: one per timer, child or watcher at most.</summary>
internal readonly record struct SystemMessage(SystemMessage.Verb What, object? Subject = null)
{
    internal enum Verb : byte { None, Start, TimerFired, Stop, StopNow, ChildEnded, Terminated, Restart, ChildEscalated }
}
