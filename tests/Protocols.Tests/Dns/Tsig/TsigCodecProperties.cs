using FsCheck;
using FsCheck.Fluent;
using Polymasq.Protocols.Dns.Tsig;

namespace Polymasq.Protocols.Tests.Dns.Tsig;

// Arrays are exactly as long as the message, so a read past its end is an exception, and an exception is a failure.
public sealed class TsigCodecProperties : IDisposable
{
    private const long Now = 1_000_000_000;
    private const int KeyName = 1 + 8, RecordHead = KeyName + 1 + 10;

    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(3000);
    private static readonly PlainTsig Plain = new("polymasq", "0123456789abcdef0123456789abcdef"u8.ToArray());
    private static readonly byte[][] Messages = [WireBuilder.Query("www.example.test"), WireBuilder.QueryWithOpt("a.test"), WireBuilder.Response()];
    private readonly TsigCodec _codec = new(new TsigKey("polymasq.", Plain.Secret));

    [Fact]
    public void A_message_with_any_bit_changed_is_not_verified()
    {
        foreach (byte[] message in Messages)
        {
            byte[] signed = Plain.Sign(message);
            Assert.Equal(TsigStatus.Ok, _codec.Verify(signed, [], Now, out _));
            for (int bit = 16; bit < signed.Length * 8; bit++) // the ID is that of the hop, the one that counts is in the record
            {
                byte[] changed = [.. signed];
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                if (IsLetterCase(bit, message.Length)) continue;
                Assert.NotEqual(TsigStatus.Ok, _codec.Verify(changed, [], Now, out _));
            }
        }
    }

    [Fact]
    public void A_message_that_is_cut_is_not_verified()
    {
        byte[] signed = Plain.Sign(Messages[0]);
        for (int length = 0; length < signed.Length; length++) Assert.NotEqual(TsigStatus.Ok, _codec.Verify(signed.AsSpan(0, length).ToArray(), [], Now, out _));
    }

    [Fact]
    public void Messages_with_many_changes_are_not_verified_and_never_throw() => Prop.ForAll(Mutants().ToArbitrary(), mutant =>
        _codec.Verify(mutant, [], Now, out _) != TsigStatus.Ok).Check(Often);

    [Fact]
    public void Random_bytes_never_throw() => Prop.ForAll(
        Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf().ToArbitrary(), bytes => _codec.Verify(bytes, [], Now, out _) != TsigStatus.Ok).Check(Often);

    // RFC 8945 §4.2: the names of key and algorithm count in lower case.
    private static bool IsLetterCase(int bit, int messageLength)
    {
        int at = (bit / 8) - messageLength;
        return bit % 8 == 5 && at is > 0 and < KeyName or > RecordHead and < RecordHead + 12;
    }

    private static Gen<byte[]> Mutants() =>
        from seed in Gen.Elements(Messages)
        from places in Gen.Choose(0, 4 * 1024).ArrayOf()
        from values in Gen.Choose(0, 255).ArrayOf(places.Length)
        select Mutate(Plain.Sign(seed), places, values);

    private static byte[] Mutate(byte[] message, int[] places, int[] values)
    {
        byte inMac = message[^10];
        for (int i = 0; i < places.Length; i++) message[places[i] % message.Length] = (byte)values[i];
        if (message[^10] == inMac) message[^10] ^= 1; // one change at least that is none of letter case
        return message;
    }

    public void Dispose() => _codec.Dispose();
}
