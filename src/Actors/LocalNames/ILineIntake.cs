namespace Polymasq.Actors.LocalNames;

/// <summary>
/// Takes the lines of files one after the other and makes something of them, so that no file is ever in memory as a whole. Called on
/// one thread at a time, not the actor's.
/// </summary>
/// <typeparam name="T">What becomes of the lines.</typeparam>
public interface ILineIntake<out T>
{
    /// <summary>Bytes of the largest file. A larger one has trouble; lines that came before that was seen count.</summary>
    long FileBytesMax { get; }

    /// <summary>The lines that follow are this file's.</summary>
    void Begin(string path);

    /// <summary>The next line as it stands in the file, without the line feed and without a byte order mark.</summary>
    void Take(ReadOnlySpan<byte> line);

    /// <summary>The next line is too long to be one that means something.</summary>
    void TakeOverlong();

    /// <summary>The file ends here.</summary>
    /// <param name="trouble">Why it could not be read, or not to its end, for people; empty when it could.</param>
    void End(string trouble);

    /// <summary>All files have been read. The intake is not to be used afterwards.</summary>
    T Finish();
}
