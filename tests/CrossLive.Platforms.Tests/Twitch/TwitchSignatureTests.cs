using System.Security.Cryptography;
using System.Text;
using CrossLive.Platforms.Twitch;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.Twitch;

public sealed class TwitchSignatureTests
{
    private const string Secret = "s3cre7-of-ten";
    private const string MessageId = "befa7b53-d79d-478f-86b9-120f112b044e";
    private const string Timestamp = "2026-11-02T10:00:00.634234626Z";
    private static readonly DateTimeOffset SentAt = new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(TwitchBody.Chat);

    [Fact]
    public void A_signature_is_the_hmac_of_id_timestamp_and_raw_body()
    {
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(MessageId + Timestamp).Concat(Body).ToArray());

        TwitchSignature.Sign(Secret, MessageId, Timestamp, Body).ShouldBe("sha256=" + Convert.ToHexString(expected).ToLowerInvariant());
    }

    [Fact]
    public void A_right_signature_is_valid_with_any_of_the_secrets()
    {
        Verify().ShouldBe(SignatureCheck.Valid);
        Verify(secrets: ["another-one", Secret]).ShouldBe(SignatureCheck.Valid);
        Verify(signature: Sign().ToUpperInvariant().Replace("SHA256", "sha256", StringComparison.Ordinal)).ShouldBe(SignatureCheck.Valid);
    }

    [Theory]
    [InlineData(600, SignatureCheck.Valid)]
    [InlineData(601, SignatureCheck.Stale)]
    [InlineData(-599, SignatureCheck.Valid)]
    [InlineData(-602, SignatureCheck.Stale)]
    public void What_is_older_than_ten_minutes_is_stale(int secondsLater, SignatureCheck expected) =>
        Verify(now: SentAt.AddSeconds(secondsLater)).ShouldBe(expected);

    [Fact]
    public void Anything_else_is_wrong()
    {
        Verify(secrets: ["another-one"]).ShouldBe(SignatureCheck.Wrong);
        Verify(secrets: []).ShouldBe(SignatureCheck.Wrong);
        Verify(messageId: "other").ShouldBe(SignatureCheck.Wrong);
        Verify(timestamp: "2026-11-02T10:00:00.634234627Z").ShouldBe(SignatureCheck.Wrong);
        Verify(body: [.. Body, (byte)' ']).ShouldBe(SignatureCheck.Wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=0123456789abcdef")]
    [InlineData("sha256=zz3456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")]
    public void A_signature_of_another_form_counts_as_missing(string? signature) =>
        TwitchSignature.Verify([Secret], MessageId, Timestamp, signature, Body, SentAt).ShouldBe(SignatureCheck.Missing);

    [Fact]
    public void Missing_headers_count_as_missing()
    {
        Verify(messageId: null).ShouldBe(SignatureCheck.Missing);
        Verify(timestamp: null).ShouldBe(SignatureCheck.Missing);
        Verify(timestamp: "today-ish").ShouldBe(SignatureCheck.Missing);
    }

    private static string Sign() => TwitchSignature.Sign(Secret, MessageId, Timestamp, Body);

    private static SignatureCheck Verify(
        IReadOnlyList<string>? secrets = null, string? messageId = MessageId, string? timestamp = Timestamp, string? signature = null, byte[]? body = null, DateTimeOffset? now = null) =>
        TwitchSignature.Verify(secrets ?? [Secret], messageId, timestamp, signature ?? Sign(), body ?? Body, now ?? SentAt);
}
