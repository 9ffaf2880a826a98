using Polymasq.Protocols.Dns.Tsig;
using Polymasq.TestKit;

namespace Polymasq.Protocols.Tests.Dns.Tsig;

public sealed class TsigCodecTests : IDisposable
{
    private const long Now = 1_000_000_000;

    private static readonly byte[] Secret = "0123456789abcdef0123456789abcdef"u8.ToArray();
    private static readonly PlainTsig Plain = new("polymasq", Secret);
    private readonly byte[] _query = WireBuilder.Query("www.example.test");
    private readonly TsigCodec _codec = new(new TsigKey("polymasq.", Secret));

    // Sent by BIND's dig 9.18: dig -y hmac-sha256:polymasq.:… host.example.org A
    private static readonly byte[] FromDig = Convert.FromHexString(
        "10ed0120000100000000000204686f7374076578616d706c65036f7267000001000100002904d000000000000008706f6c796d6173710000fa00ff00000000003d0b" +
        "686d61632d7368613235360000006b0192d0012c002014811cf06e01189ce9fab5b533e0a02f525fa770313d2d844611607894c5ada710ed00000000");

    [Fact]
    public void What_dig_has_signed_is_verified()
    {
        Assert.Equal(TsigStatus.Ok, _codec.Verify(FromDig, [], 0x6b0192d0, out TsigRecord tsig));
        Assert.Equal("polymasq.", tsig.KeyName.ToString());
        Assert.Equal(0x10ed, tsig.OriginalId);
        Assert.Equal(FromDig.Length - _codec.RecordLength, tsig.Offset);
    }

    [Fact]
    public void What_dig_has_signed_is_signed_alike()
    {
        byte[] message = [.. FromDig[..^_codec.RecordLength], .. new byte[_codec.RecordLength]];
        message[11]--;
        Assert.Equal(FromDig.Length, _codec.Sign(message, message.Length - _codec.RecordLength, [], 0x6b0192d0, out _));
        Assert.Equal(FromDig, message);
    }

    [Fact]
    public void A_request_is_signed_as_the_RFC_lists_it()
    {
        Assert.Equal(Plain.Sign(_query), Sign(_query, [], out TsigMac mac));
        Assert.Equal(Plain.Mac(_query), ((ReadOnlySpan<byte>)mac).ToArray());
    }

    // RFC 8945 §5.3
    [Fact]
    public void A_response_is_signed_together_with_the_signature_of_its_request()
    {
        byte[] response = WireBuilder.Response(), requestMac = Plain.Mac(_query);
        byte[] signed = (Plain with { RequestMac = requestMac }).Sign(response);
        Assert.Equal(signed, Sign(response, requestMac, out _));
        Assert.Equal(TsigStatus.Ok, _codec.Verify(signed, requestMac, Now, out _));
        Assert.Equal(TsigStatus.BadSig, _codec.Verify(signed, [], Now, out _));
        Assert.Equal(TsigStatus.BadSig, _codec.Verify(signed, Plain.Mac(response), Now, out _));
    }

    [Fact]
    public void A_message_that_another_ID_was_given_on_its_way_is_verified_with_its_own()
    {
        byte[] signed = Plain.Sign(_query);
        signed[0] ^= 0xff;
        Assert.Equal(TsigStatus.Ok, _codec.Verify(signed, [], Now, out _));
    }

    // RFC 8945 §5.2.3
    [Theory]
    [InlineData(0, TsigStatus.Ok)]
    [InlineData(300, TsigStatus.Ok)]
    [InlineData(-300, TsigStatus.Ok)]
    [InlineData(301, TsigStatus.BadTime)]
    [InlineData(-301, TsigStatus.BadTime)]
    public void The_clocks_may_differ_by_the_fudge(int seconds, TsigStatus expected) =>
        Assert.Equal(expected, _codec.Verify(Plain.Sign(_query), [], Now + seconds, out _));

    [Fact]
    public void The_signer_says_how_large_the_fudge_is() =>
        Assert.Equal(TsigStatus.BadTime, _codec.Verify((Plain with { Fudge = 5 }).Sign(_query), [], Now + 6, out _));

    [Fact]
    public void Times_need_more_than_32_bits() =>
        Assert.Equal(TsigStatus.Ok, _codec.Verify((Plain with { Time = 1L << 33 }).Sign(_query), [], 1L << 33, out _));

    [Fact]
    public void Error_and_other_data_are_signed_as_well()
    {
        PlainTsig late = Plain with { Error = 18, Other = [0, 0, 1, 2, 3, 4] };
        byte[] signed = late.Sign(_query);
        Assert.Equal(TsigStatus.Ok, _codec.Verify(signed, [], Now, out TsigRecord tsig));
        Assert.Equal(18, tsig.Error);
        signed[^1] ^= 1;
        Assert.Equal(TsigStatus.BadSig, _codec.Verify(signed, [], Now, out _));
    }

    [Theory]
    [InlineData("polymask", TsigStatus.BadKey)]
    [InlineData("polymas", TsigStatus.BadKey)]
    [InlineData("POLYMASQ", TsigStatus.Ok)] // RFC 8945 §4.2: names in canonical form
    public void The_key_is_known_by_its_name(string name, TsigStatus expected) =>
        Assert.Equal(expected, _codec.Verify(new PlainTsig(name, Secret).Sign(_query), [], Now, out _));

    [Fact]
    public void Another_algorithm_is_another_key() =>
        Assert.Equal(TsigStatus.BadKey, _codec.Verify((Plain with { RecordAlgorithm = [9, .. "hmac-sha1"u8, 0] }).Sign(_query), [], Now, out _));

    [Fact]
    public void Another_secret_does_not_do() =>
        Assert.Equal(TsigStatus.BadSig, _codec.Verify(new PlainTsig("polymasq", [1]).Sign(_query), [], Now, out _));

    // RFC 8945 §5.2.2.1 and §5.2.4: the policy here takes whole signatures only.
    [Theory]
    [InlineData(31, TsigStatus.BadTrunc)]
    [InlineData(16, TsigStatus.BadTrunc)]
    [InlineData(15, TsigStatus.FormErr)]
    [InlineData(0, TsigStatus.FormErr)]
    public void A_truncated_signature_is_refused(int length, TsigStatus expected) =>
        Assert.Equal(expected, _codec.Verify((Plain with { MacLength = length }).Sign(_query), [], Now, out _));

    [Fact]
    public void A_message_without_a_signature_is_unsigned()
    {
        Assert.Equal(TsigStatus.Unsigned, _codec.Verify(_query, [], Now, out _));
        Assert.Equal(TsigStatus.Unsigned, _codec.Verify(WireBuilder.QueryWithOpt("www.example.test"), [], Now, out _));
        Assert.Equal(TsigStatus.FormErr, _codec.Verify(_query.AsSpan(0, 7), [], Now, out _));
    }

    // RFC 8945 §5.1
    [Fact]
    public void A_signature_stands_last_and_alone()
    {
        byte[] signed = Plain.Sign(_query);
        byte[] twice = [.. signed, .. signed[_query.Length..]];
        twice[11]++;
        Assert.Equal(TsigStatus.FormErr, _codec.Verify(twice, [], Now, out _));
        Assert.Equal(TsigStatus.FormErr, _codec.Verify([.. signed, 0], [], Now, out _));
        byte[] asAnswer = [.. signed];
        (asAnswer[7], asAnswer[11]) = (1, 0);
        Assert.Equal(TsigStatus.Unsigned, _codec.Verify(asAnswer, [], Now, out _));
    }

    [Fact]
    public void What_does_not_fit_is_not_signed()
    {
        byte[] message = [.. _query, .. new byte[_codec.RecordLength - 1]];
        Assert.Equal(0, _codec.Sign(message, _query.Length, [], Now, out _));
        Assert.Equal(_query, message[.._query.Length]);
    }

    [Fact]
    public void Signing_and_verifying_allocate_nothing()
    {
        byte[] message = [.. _query, .. new byte[_codec.RecordLength]];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 100; i++) SignAndVerify(message);
        }));
    }

    private void SignAndVerify(byte[] message)
    {
        message[11] = 0;
        int length = _codec.Sign(message, _query.Length, [], Now, out _);
        if (_codec.Verify(message.AsSpan(0, length), [], Now, out _) != TsigStatus.Ok) throw new InvalidOperationException("not verified");
    }

    private byte[] Sign(byte[] message, byte[] requestMac, out TsigMac mac)
    {
        byte[] buffer = [.. message, .. new byte[_codec.RecordLength]];
        Assert.Equal(buffer.Length, _codec.Sign(buffer, message.Length, requestMac, Now, out mac));
        return buffer;
    }

    public void Dispose() => _codec.Dispose();
}
