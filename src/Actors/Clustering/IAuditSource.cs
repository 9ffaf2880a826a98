using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Clustering;

/// <summary>This gateway's audit as other gateways may ask for it.</summary>
public interface IAuditSource
{
    /// <summary>Reads a piece. Called on the thread pool, for any number of gateways at a time; may take as long as a disk does.</summary>
    /// <param name="name">What was asked for, in lower or upper case as it was asked, without the final dot: <c>FROM.TO.SKIP.audit.polymasq</c>.</param>
    /// <returns>
    /// The data of the records, oldest first; null when the name means nothing here, which refuses it. What does not fit into one message of
    /// 64 KiB is left out: a record takes 12 bytes more than its data, the message about 350.
    /// </returns>
    IReadOnlyList<ReadOnlyMemory<byte>>? Read(string name);
}

/// <summary>How pieces of the audit travel between gateways: as records of a private type in one signed DNS message over TCP, at cluster.address.</summary>
public static class AuditTransfer
{
    /// <summary>RFC 6895 §3.1: for private use.</summary>
    public const RecordType Type = (RecordType)65400;

    /// <summary>All names asked for end in this.</summary>
    public const string Suffix = "audit.polymasq";

    /// <summary>The longest message, in bytes.</summary>
    public const int MessageBytesMax = ushort.MaxValue;
}
