using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores;

/// <summary>What cannot be used is refused with its path and left as it is.</summary>
public sealed class RefusedStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly string _path;

    public RefusedStoreTests() => _path = SqliteLeaseJournal.PathIn(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("these are not leases, but a text that is longer than the header of a database, which has a hundred bytes in it")]
    [InlineData("short")]
    [InlineData("")]
    public void A_file_that_is_no_database(string text)
    {
        File.WriteAllText(_path, text);
        Assert.Contains("not a SQLite database", RefusedUntouched(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_database()
    {
        using (SqliteConnection connection = LeaseConnection.Open(_path, SqliteOpenMode.ReadWriteCreate)) connection.Execute("CREATE TABLE t (x)");
        Assert.Contains("another program's database", RefusedUntouched(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format()
    {
        SqliteLeaseJournalTests.Open(_folder).Dispose();
        using (SqliteConnection connection = LeaseConnection.Open(_path, SqliteOpenMode.ReadWrite)) connection.Execute("PRAGMA user_version = 99");
        Assert.Contains("newer polymasqd (format 99", RefusedUntouched(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_clusters_leases()
    {
        SqliteLeaseJournal.Open(SqliteLeaseJournalTests.SettingsFor(_folder) with { Cluster = "office" }, TimeProvider.System, new RecordingLogger()).Dispose();
        Assert.Contains("cluster 'office', not of 'lab'", RefusedUntouched(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.9)]
    public void A_damaged_database(double where)
    {
        Fill();
        byte[] bytes = File.ReadAllBytes(_path);
        int page = (int)(bytes.Length * where) / 4096;
        RandomNumberGenerator.Fill(bytes.AsSpan(page * 4096, 4096));
        File.WriteAllBytes(_path, bytes);
        RefusedUntouched();
    }

    [Fact]
    public void A_database_that_was_cut_off()
    {
        Fill();
        using (FileStream file = new(_path, FileMode.Open)) file.SetLength(file.Length / 2);
        RefusedUntouched();
    }

    [Fact]
    public void A_directory_that_another_daemon_uses()
    {
        using SqliteLeaseJournal first = SqliteLeaseJournalTests.Open(_folder);
        StoreRefusedException refusal = Assert.Throws<StoreRefusedException>(() => SqliteLeaseJournalTests.Open(_folder));
        Assert.Contains($"{_folder.Path} is in use by process {Environment.ProcessId} (", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_free_again_after_a_refusal()
    {
        File.WriteAllText(_path, "no database");
        RefusedUntouched();
        File.Delete(_path);
        SqliteLeaseJournalTests.Open(_folder).Dispose();
        SqliteLeaseJournalTests.Open(_folder).Dispose();
    }

    [Fact]
    public void A_directory_that_cannot_be_made()
    {
        File.WriteAllText(_folder.File("file"), "");
        SqliteLeaseJournalSettings settings = SqliteLeaseJournalTests.SettingsFor(_folder) with { Directory = _folder.File("file/data") };
        StoreRefusedException refusal = Assert.Throws<StoreRefusedException>(() => SqliteLeaseJournal.Open(settings, TimeProvider.System, new RecordingLogger()));
        Assert.Contains(settings.Directory, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_crash_left_of_a_new_database_is_no_hindrance()
    {
        File.WriteAllText(_path + ".new", "half made");
        SqliteLeaseJournalTests.Open(_folder).Dispose();
        Assert.True(File.Exists(_path));
    }

    private string RefusedUntouched()
    {
        byte[] before = File.ReadAllBytes(_path);
        StoreRefusedException refusal = Assert.Throws<StoreRefusedException>(() => SqliteLeaseJournalTests.Open(_folder));
        Assert.Contains(_path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_path));
        return refusal.Message;
    }

    private void Fill()
    {
        using (SqliteLeaseJournal journal = SqliteLeaseJournalTests.Open(_folder))
        {
            RecordingSink sink = new();
            journal.Start(sink);
            for (int i = 1; i <= 200; i++)
            {
                Assert.True(journal.TryAppend(new LeaseAppend(i, LeaseEvents.Leased($"10.9.{i / 200}.{i % 200}"))));
                if (i % 50 != 0) continue;
                journal.Flush();
                sink.About(i);
            }
        }
        Assert.False(File.Exists(_path + "-wal")); // all of it is in the file that the test damages
    }
}
