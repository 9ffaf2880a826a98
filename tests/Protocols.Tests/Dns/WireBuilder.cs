using System.Buffers.Binary;
using System.Text;

namespace Polymasq.Protocols.Tests.Dns;

/// <summary>Builds messages byte by byte, right or wrong, without the code under test.</summary>
internal sealed class WireBuilder
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public WireBuilder Header(int flags = 0x0100, int questions = 1, int answers = 0, int authorities = 0, int additionals = 0, int id = 0x4242) =>
        U16(id).U16(flags).U16(questions).U16(answers).U16(authorities).U16(additionals);

    public WireBuilder U8(params int[] values)
    {
        foreach (int value in values) _bytes.Add((byte)value);
        return this;
    }

    public WireBuilder U16(int value)
    {
        Span<byte> two = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(two, (ushort)value);
        _bytes.AddRange(two);
        return this;
    }

    public WireBuilder U32(uint value) => U16((int)(value >> 16)).U16((int)(value & 0xffff));

    public WireBuilder Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Labels of <paramref name="dotted"/> without the root's zero octet.</summary>
    public WireBuilder Labels(string dotted)
    {
        foreach (string label in dotted.Split('.', StringSplitOptions.RemoveEmptyEntries)) U8(label.Length).Bytes(Encoding.Latin1.GetBytes(label));
        return this;
    }

    public WireBuilder Name(string dotted) => Labels(dotted).U8(0);

    public WireBuilder Pointer(int offset) => U16(0xc000 | offset);

    public WireBuilder Question(string name, int type = 1, int recordClass = 1) => Name(name).U16(type).U16(recordClass);

    /// <summary>What stands behind the owner name, with the data's real length.</summary>
    public WireBuilder Rest(int type, uint ttl, ReadOnlySpan<byte> data, int recordClass = 1) =>
        U16(type).U16(recordClass).U32(ttl).U16(data.Length).Bytes(data);

    public WireBuilder Opt(int size = 1232, int version = 0, int flags = 0, byte[]? options = null) =>
        U8(0).Rest(41, (uint)((version << 16) | flags), options ?? [], size);

    public WireBuilder Option(int code, int length, ReadOnlySpan<byte> data) => U16(code).U16(length).Bytes(data);

    public byte[] Build() => [.. _bytes];

    public static byte[] Query(string name, int type = 1, int flags = 0x0100) => new WireBuilder().Header(flags).Question(name, type).Build();

    public static byte[] QueryWithOpt(string name, int type = 1, int size = 1232, int version = 0, int flags = 0, byte[]? options = null) =>
        new WireBuilder().Header(additionals: 1).Question(name, type).Opt(size, version, flags, options).Build();

    /// <summary>A response as servers send it: CNAME to A, compressed, SOA in authority, OPT.</summary>
    public static byte[] Response() => new WireBuilder()
        .Header(flags: 0x8180, answers: 2, authorities: 1, additionals: 1)
        .Question("www.example.test")
        .Pointer(12).Rest(5, 300, new WireBuilder().Labels("host").Pointer(16).Build())
        .Pointer(46).Rest(1, 60, [192, 0, 2, 1])
        .Pointer(16).Rest(6, 3600, new WireBuilder().Labels("ns").Pointer(16).Labels("root").Pointer(16).U32(1).U32(2).U32(3).U32(4).U32(5).Build())
        .Opt()
        .Build();
}
