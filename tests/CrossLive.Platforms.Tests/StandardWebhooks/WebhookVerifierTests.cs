using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrossLive.Platforms.StandardWebhooks;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.StandardWebhooks;

public sealed class WebhookVerifierTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly DateTimeOffset SignedAt = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly string OtherSecret = WebhookSecret.Format(SHA256.HashData("other"u8));

    [Fact]
    public void The_published_vector_is_what_we_sign() => WebhookSigner.Sign(Secret, Id, SignedAt, Body).ShouldBe(Signature);

    [Fact]
    public void The_published_vector_is_valid() => Verify().ShouldBe(SignatureCheck.Valid);

    [Theory]
    [InlineData(-300, SignatureCheck.Valid)]
    [InlineData(300, SignatureCheck.Valid)]
    [InlineData(-301, SignatureCheck.Stale)]
    [InlineData(301, SignatureCheck.Stale)]
    public void Five_minutes_either_way_are_taken_and_a_second_more_is_not(int secondsLater, SignatureCheck expected) =>
        Verify(now: SignedAt.AddSeconds(secondsLater)).ShouldBe(expected);

    [Fact]
    public void One_of_several_signatures_is_enough_and_asymmetric_ones_are_passed_over()
    {
        var other = WebhookSigner.Sign(OtherSecret, Id, SignedAt, Body);

        Verify(signatures: $"v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw {other} {Signature}").ShouldBe(SignatureCheck.Valid);
        Verify(signatures: $"v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw {other}").ShouldBe(SignatureCheck.Wrong);
    }

    [Fact]
    public void While_secrets_rotate_either_is_good()
    {
        Verify(secrets: [OtherSecret, Secret]).ShouldBe(SignatureCheck.Valid);
        Verify(secrets: [Secret, OtherSecret]).ShouldBe(SignatureCheck.Valid);
        Verify(secrets: [OtherSecret]).ShouldBe(SignatureCheck.Wrong);
        Verify(secrets: []).ShouldBe(SignatureCheck.Wrong);
    }

    [Fact]
    public void Any_changed_bit_of_body_id_or_timestamp_makes_it_wrong()
    {
        for (var bit = 0; bit < Body.Length * 8; bit++)
        {
            var changed = (byte[])Body.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Verify(body: changed).ShouldBe(SignatureCheck.Wrong);
        }

        Verify(id: Id + "x").ShouldBe(SignatureCheck.Wrong);
        Verify(timestamp: "1614265331").ShouldBe(SignatureCheck.Wrong);
    }

    [Fact]
    public void The_raw_bytes_count_not_what_they_mean()
    {
        var sameJson = Encoding.UTF8.GetBytes("""{"test":2432232314}""");

        Verify(body: sameJson).ShouldBe(SignatureCheck.Wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("-1614265330")]
    [InlineData("+1614265330")]
    [InlineData(" 1614265330")]
    [InlineData("1614265330.0")]
    [InlineData("99999999999999999999")]
    public void A_timestamp_that_is_none_counts_as_missing(string? timestamp) => Verify(timestamp: timestamp).ShouldBe(SignatureCheck.Missing);

    [Fact]
    public void Missing_headers_count_as_missing()
    {
        Verify(id: null).ShouldBe(SignatureCheck.Missing);
        Verify(id: "").ShouldBe(SignatureCheck.Missing);
        Verify(id: new string('x', WebhookVerifier.MaxIdLength + 1)).ShouldBe(SignatureCheck.Missing);
        Verify(signatures: null).ShouldBe(SignatureCheck.Missing);
    }

    [Theory]
    [InlineData("v1,")]
    [InlineData("v1,not base64")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=AAAA")]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void A_signature_of_another_form_is_wrong(string signatures) => Verify(signatures: signatures).ShouldBe(SignatureCheck.Wrong);

    [Fact]
    public void Signatures_beyond_the_limit_are_not_looked_at()
    {
        var noise = string.Concat(Enumerable.Repeat($"v1,{Convert.ToBase64String(new byte[32])} ", WebhookVerifier.MaxSignatures));

        Verify(signatures: noise + Signature).ShouldBe(SignatureCheck.Wrong);
    }

    [Theory]
    [InlineData("whsec_", false)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_%%%", false)]
    [InlineData("whsec_c2hvcnQ=", false)]
    [InlineData(Secret, true)]
    public void A_secret_is_a_prefix_and_the_base64_of_24_to_64_bytes(string secret, bool expected) => WebhookSecret.TryParse(secret, out _).ShouldBe(expected);

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_secret_has_24_to_64_bytes(int bytes, bool expected) => WebhookSecret.TryParse(WebhookSecret.Format(new byte[bytes]), out _).ShouldBe(expected);

    [Fact]
    public void An_id_with_a_dot_could_be_read_two_ways_and_is_not_signed() =>
        Should.Throw<ArgumentException>(() => WebhookSigner.Sign(Secret, "a.1", SignedAt, Body));

    private static SignatureCheck Verify(
        IReadOnlyList<string>? secrets = null, string? id = Id, string? timestamp = Timestamp, string? signatures = Signature, byte[]? body = null, DateTimeOffset? now = null) =>
        WebhookVerifier.Verify(secrets ?? [Secret], id, timestamp, signatures, body ?? Body, now ?? SignedAt);
}
