using System.Globalization;
using Microsoft.Data.Sqlite;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Stores.Replica;

/// <summary>
/// Answers other gateways from the audit, a page at a time: first what it lacks itself of what was asked for, then events as far
/// as there is room. An answer without an event is the end.
/// </summary>
internal sealed class SqliteAuditSource(string path) : IAuditSource
{
    /// <summary>Bytes, so that the message stays below <see cref="AuditTransfer.MessageBytesMax"/>.</summary>
    public const int PageBytesMax = 60_000;

    private const int RecordBytes = 12; // around the data
    private const string ReadEvents = "SELECT ordinal, event FROM events WHERE ordinal BETWEEN ? AND ? ORDER BY ordinal LIMIT -1 OFFSET ?";

    public IReadOnlyList<ReadOnlyMemory<byte>>? Read(string name)
    {
        if (!AuditQuestion.TryParse(name, out AuditQuestion question)) return null;
        try
        {
            using SqliteConnection connection = LeaseConnection.Open(path, SqliteOpenMode.ReadOnly);
            connection.Execute("BEGIN"); // events and gaps of one moment
            return Read(connection, question);
        }
        catch (SqliteException)
        {
            return null; // the writer, who meets the same disk, says so
        }
    }

    private static List<ReadOnlyMemory<byte>> Read(SqliteConnection connection, AuditQuestion question)
    {
        Page page = new();
        foreach (LeaseGap gap in Lacking(connection, question)) page.TryAdd(AuditLine.Of(gap));
        using SqliteStatement read = new(connection, ReadEvents);
        read.Bind(1, ReplicaOrdinal.FirstOf(question.From));
        read.Bind(2, ReplicaOrdinal.LastOf(question.To));
        read.Bind(3, question.Skip);
        while (read.Step())
        {
            if (!page.TryAdd(AuditLine.Of(ReplicaOrdinal.RevisionOf(read.Number(0)), read.Bytes(1)))) break;
        }
        return page.Lines;
    }

    private static IEnumerable<LeaseGap> Lacking(SqliteConnection connection, AuditQuestion question)
    {
        long position = long.Parse(connection.Scalar(LeaseSchema.ReadMeta("position")) as string ?? "0", CultureInfo.InvariantCulture);
        List<LeaseGap> gaps = [new LeaseGap(position, question.To, IsHole: false)];
        using SqliteStatement read = new(connection, LeaseSchema.ReadGaps);
        while (read.Step()) gaps.Add(new LeaseGap(read.Number(0), read.Number(1), IsHole: false));
        return LeaseGaps.None.With(new LeaseGap(question.From - 1, question.To, IsHole: false)).Common(gaps);
    }

    private sealed class Page
    {
        private int _bytes;

        public List<ReadOnlyMemory<byte>> Lines { get; } = [];

        public bool TryAdd(byte[] line)
        {
            _bytes += line.Length + RecordBytes;
            bool fits = _bytes <= PageBytesMax;
            if (fits) Lines.Add(line);
            return fits;
        }
    }
}
