namespace Polymasq.Node.Sockets;

/// <summary>Something with a descriptor that an <see cref="EpollPoller"/> watches.</summary>
internal interface IReadySource
{
    int Descriptor { get; }

    /// <summary>
    /// There is something to read. On the poller's thread, again and again while there is more, so it may stop after one batch
    /// to let others have their turn. It must not throw.
    /// </summary>
    void OnReady();
}
