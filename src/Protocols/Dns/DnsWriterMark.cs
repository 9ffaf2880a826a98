namespace Polymasq.Protocols.Dns;

/// <summary>A place in a message that is being written, see <see cref="DnsMessageWriter.Mark"/>.</summary>
public readonly record struct DnsWriterMark
{
    internal DnsWriterMark(int length, int suffixes, ushort questions, ushort answers, ushort authorities, ushort additionals)
    {
        Length = length;
        Suffixes = suffixes;
        Questions = questions;
        Answers = answers;
        Authorities = authorities;
        Additionals = additionals;
    }

    /// <summary>Bytes of the message at that place.</summary>
    public int Length { get; }

    internal int Suffixes { get; }
    internal ushort Questions { get; }
    internal ushort Answers { get; }
    internal ushort Authorities { get; }
    internal ushort Additionals { get; }
}
