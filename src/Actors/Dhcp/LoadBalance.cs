namespace Polymasq.Actors.Dhcp;

/// <summary>Which gateway answers first (dhcp4.load-balance).</summary>
public enum LoadBalance : byte
{
    /// <summary>All answer, and the client chooses.</summary>
    None,

    /// <summary>The one that the client's hash falls to; the others at the first retransmission.</summary>
    Rfc3074,
}
