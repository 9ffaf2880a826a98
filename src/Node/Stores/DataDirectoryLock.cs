using System.Globalization;

namespace Polymasq.Node.Stores;

/// <summary>
/// Keeps a second daemon off a data directory: an advisory lock that ends with the process, however that ends. The process
/// id stands in a file beside it, because a locked file cannot be read.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string LockName = "polymasqd.lock";
    private const string PidName = "polymasqd.pid";

    private readonly FileStream _lock;

    private DataDirectoryLock(FileStream locked) => _lock = locked;

    /// <summary>Takes the directory, which is made if it does not exist.</summary>
    /// <exception cref="StoreRefusedException">Another process has it, or it cannot be written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        string pidPath = Path.Combine(directory, PidName);
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"the data directory {directory} cannot be made: {e.Message}", e);
        }

        FileStream locked = Open(directory, pidPath);
        try
        {
            File.WriteAllText(pidPath, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        }
        catch (IOException)
        {
            // The disk is full. The lock holds without the number, and the journal says what a full disk means.
        }
        return new DataDirectoryLock(locked);
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Open(string directory, string pidPath)
    {
        try
        {
            return new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreRefusedException($"the data directory {directory} cannot be written by this user: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new StoreRefusedException(
                $"the data directory {directory} is in use by {Holder(pidPath)}; stop that one or set another node.data-dir", e);
        }
    }

    private static string Holder(string pidPath)
    {
        try
        {
            string pid = File.ReadAllText(pidPath).Trim();
            string name = File.ReadAllText($"/proc/{pid}/comm").Trim();
            return $"process {pid} ({name})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
