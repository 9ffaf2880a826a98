using System.Runtime.InteropServices;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores;

/// <summary>A commit that fails in its last step: SQLite says no, and the transaction may be there all the same.</summary>
public sealed class DoubtfulCommitTests : IDisposable
{
    private const int SqliteIoError = 10;
    private readonly StoreFolder _folder = new();
    private readonly RecordingLogger _logger = new();
    private readonly LeaseWriter _writer;
    private readonly WalHook _failAfterCommit = (_, _, _, _) => SqliteIoError;
    private readonly CommitHook _failBeforeCommit = _ => 1;

    public DoubtfulCommitTests()
    {
        SqliteLeaseJournalTests.Open(_folder).Dispose();
        _writer = new LeaseWriter(SqliteLeaseJournal.PathIn(_folder.Path), _logger);
    }

    private delegate int WalHook(nint argument, nint connection, nint database, int pages);

    private delegate int CommitHook(nint argument);

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_was_committed_in_spite_of_the_failure_is_reported_with_the_next_batch()
    {
        SetWalHook(_writer.Connection!.Handle!.DangerousGetHandle(), _failAfterCommit, 0);
        Assert.Equal([(LeaseReportKind.Unknown, 1L)], Commit(1, "10.9.0.1"));
        Assert.Equal([(LeaseReportKind.Committed, 0L), (LeaseReportKind.Committed, 2L)], Commit(2, "10.9.0.2"));
        Assert.Equal(["2101", "2102"], _logger.Lines.Select(line => line[..4]));
    }

    [Fact]
    public void What_was_not_committed_is_never_reported()
    {
        SetCommitHook(_writer.Connection!.Handle!.DangerousGetHandle(), _failBeforeCommit, 0);
        Assert.Equal([(LeaseReportKind.Unknown, 1L)], Commit(1, "10.9.0.1"));
        Assert.Equal([(LeaseReportKind.Committed, 2L)], Commit(2, "10.9.0.2"));
        Assert.Equal([(LeaseReportKind.Committed, 3L)], Commit(3, "10.9.0.1"));
    }

    private IEnumerable<(LeaseReportKind Kind, long Ticket)> Commit(long ticket, string address)
    {
        List<LeaseReport> reports = [];
        _writer.Commit([new LeaseAppend(ticket, LeaseEvents.Leased(address))], reports);
        return reports.Select(report => (report.Kind, report.Ticket));
    }

    [DllImport("libsqlite3.so.0", EntryPoint = "sqlite3_wal_hook")]
    private static extern nint SetWalHook(nint connection, WalHook hook, nint argument);

    [DllImport("libsqlite3.so.0", EntryPoint = "sqlite3_commit_hook")]
    private static extern nint SetCommitHook(nint connection, CommitHook hook, nint argument);
}
