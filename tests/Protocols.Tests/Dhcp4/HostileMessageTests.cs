using FsCheck;
using FsCheck.Fluent;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Protocols.Tests.Dhcp4;

/// <summary>Packets that nobody should send. Each file of Corpus says in its first line what reading it must yield.</summary>
public sealed class HostileMessageTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Dhcp4", "Corpus");

    public static TheoryData<string> CorpusNames => [.. Directory.GetFiles(Folder, "*.hex").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(CorpusNames))]
    public void The_corpus_is_read_as_its_first_lines_say(string name)
    {
        (Dhcp4ReadStatus expected, byte[] bytes) = Load(name);

        Assert.Equal(expected, ReadEverything(bytes));
    }

    [Fact]
    public void Random_bytes_never_throw() =>
        Prop.ForAll<byte[]>(bytes => Enum.IsDefined(ReadEverything(bytes))).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_options_never_throw() =>
        Prop.ForAll<byte[], byte[], byte[]>((options, file, serverName) =>
        {
            byte[] bytes = new byte[Dhcp4Layout.Options + 6 + options.Length];
            Load("no-options").Bytes.CopyTo(bytes, 0);
            new byte[] { 53, 1, 1, 52, 1, 3 }.CopyTo(bytes, Dhcp4Layout.Options);
            options.CopyTo(bytes, Dhcp4Layout.Options + 6);
            file.AsSpan(0, Math.Min(file.Length, Dhcp4Layout.FileLength)).CopyTo(bytes.AsSpan(Dhcp4Layout.File));
            serverName.AsSpan(0, Math.Min(serverName.Length, Dhcp4Layout.ServerNameLength)).CopyTo(bytes.AsSpan(Dhcp4Layout.ServerName));
            return Enum.IsDefined(ReadEverything(bytes));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Mutants_of_the_corpus_never_throw()
    {
        byte[][] seeds = [.. Directory.GetFiles(Folder, "*.hex").Order().Select(file => Load(Path.GetFileNameWithoutExtension(file)).Bytes)];
        Gen<byte[]> mutants =
            from seed in Gen.Elements(seeds)
            from changes in Gen.Choose(0, 65535).Two().ListOf()
            from cut in Gen.Choose(0, seed.Length)
            from isCut in Gen.Elements(true, false)
            select Mutate(isCut ? seed[..cut] : seed, changes);

        Prop.ForAll(mutants.ToArbitrary(), bytes => Enum.IsDefined(ReadEverything(bytes)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static byte[] Mutate(byte[] seed, IEnumerable<(int At, int Value)> changes)
    {
        byte[] mutant = [.. seed];
        foreach ((int at, int value) in changes)
            if (mutant.Length > 0) mutant[at % mutant.Length] = (byte)value;
        return mutant;
    }

    /// <summary>Reads the message and, if it is whole, everything that can be asked of it.</summary>
    private static Dhcp4ReadStatus ReadEverything(byte[] bytes)
    {
        Dhcp4ReadStatus status = Dhcp4Message.Read(bytes, out Dhcp4Message message);
        if (status != Dhcp4ReadStatus.Ok) return status;

        Span<byte> scratch = new byte[bytes.Length];
        Span<byte> reply = new byte[300];
        for (int code = 0; code < 256; code++)
        {
            if (!message.TryGet((OptionCode)code, ref scratch, out ReadOnlySpan<byte> value)) continue;
            Assert.True(message.Has((OptionCode)code));
            Protocols.Dhcp4.HostName.FromClient(value);
            RelayAgentInformation.TryGetLinkSelection(value, out _);
            if (ClientFqdn.TryRead(value, out ClientFqdn fqdn)) Assert.InRange(fqdn.FirstLabel.Length, 0, value.Length);
            if (ClientFqdn.TryRead(value, out fqdn)) Assert.True(fqdn.TryWriteReply("a.example", reply, out _));
        }

        Assert.InRange(message.Chaddr.Length, 0, HardwareAddress.LengthMax);
        Assert.True(message.File.Length <= Dhcp4Layout.FileLength && message.ServerName.Length <= Dhcp4Layout.ServerNameLength);
        return status;
    }

    private static (Dhcp4ReadStatus Expected, byte[] Bytes) Load(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, name + ".hex"));
        string expected = lines[0][2..lines[0].IndexOf(':', StringComparison.Ordinal)];
        return (Enum.Parse<Dhcp4ReadStatus>(expected), Convert.FromHexString(string.Concat(lines[1..])));
    }
}
