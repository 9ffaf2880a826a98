namespace Polymasq.Node.Etcd;

/// <summary>How long what may take. They belong together: a member that is lost is left, and the call made elsewhere, before a client repeats itself.</summary>
internal static class EtcdTimes
{
    /// <summary>For a connection to a member; a host on the way that drops packets is as good as dead.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromMilliseconds(400);

    /// <summary>Without an answer after this, a member is slow: it is left, and the call is made at another one too.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The same for the second member and those after it. An election takes one to two seconds, and some try must come after it.</summary>
    public static readonly TimeSpan NextPatience = TimeSpan.FromMilliseconds(300);

    /// <summary>The same for a page of a range: it may be a megabyte.</summary>
    public static readonly TimeSpan PagePatience = TimeSpan.FromSeconds(1);

    /// <summary>For a call with all that is tried: a DHCP client repeats itself after three seconds at the earliest (RFC 2131 §4.1).</summary>
    public static readonly TimeSpan Call = TimeSpan.FromMilliseconds(2500);

    /// <summary>The same where nothing could be committed before the call.</summary>
    public static readonly TimeSpan CallWithoutQuorum = TimeSpan.FromSeconds(1);

    /// <summary>For one page.</summary>
    public static readonly TimeSpan Page = TimeSpan.FromSeconds(8);

    /// <summary>When no call has shown for this long that the member in use has a quorum, it is asked.</summary>
    public static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(300);

    /// <summary>When no member has shown for this long that it has a quorum, there is none.</summary>
    public static readonly TimeSpan Quorum = TimeSpan.FromSeconds(1);

    /// <summary>At the start: gateways and members that start together find each other within this, and it is not worth a line that they have not yet.</summary>
    public static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(3);

    /// <summary>Between two tries where a member says no at once.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    /// <summary>The same for what goes on for ever, and for a question whose answer an operator must change.</summary>
    public static readonly TimeSpan SlowRetry = TimeSpan.FromMilliseconds(250);

    /// <summary>A password that was wrong is not tried again sooner: etcd makes each try expensive for itself.</summary>
    public static readonly TimeSpan WrongPassword = TimeSpan.FromSeconds(2);

    /// <summary>A watch must have begun after this.</summary>
    public static readonly TimeSpan WatchOpen = TimeSpan.FromSeconds(1);

    /// <summary>A report that found no room is offered again after this.</summary>
    public static readonly TimeSpan Offer = TimeSpan.FromMilliseconds(1);
}
