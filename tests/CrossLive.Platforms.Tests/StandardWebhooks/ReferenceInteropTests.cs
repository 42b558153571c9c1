using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrossLive.Platforms.StandardWebhooks;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.StandardWebhooks;

/// <summary>What we sign, the reference implementation takes; what it signs, we take; and neither takes what was changed.</summary>
public sealed class ReferenceInteropTests(ReferenceImplementation reference) : IClassFixture<ReferenceImplementation>
{
    private static readonly string[] Bodies = ["{}", """{"text":"你好 👋 e\u0301"}""", "[1,2,3]\r\n", """{"a":"\ud83d"}"""];
    private readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    [Fact]
    public void The_reference_takes_what_we_sign_and_refuses_it_when_changed()
    {
        foreach (var (secret, body) in Cases())
        {
            var signature = WebhookSigner.Sign(secret, "msg_1", _now, Encoding.UTF8.GetBytes(body));

            AskToVerify(secret, signature, body).ShouldBeTrue(body);
            AskToVerify(secret, "v1,AAAA " + signature, body).ShouldBeTrue(body);
            AskToVerify(secret, signature, body + " ").ShouldBeFalse(body);
        }
    }

    [Fact]
    public void We_take_what_the_reference_signs_and_refuse_it_when_changed()
    {
        foreach (var (secret, body) in Cases())
        {
            var signature = reference.Ask(new { op = "sign", secret, id = "msg_1", timestamp = _now.ToUnixTimeSeconds(), body }).GetProperty("signature").GetString();

            Verify(secret, signature, body).ShouldBe(SignatureCheck.Valid, body);
            Verify(secret, signature, body + " ").ShouldBe(SignatureCheck.Wrong, body);
        }
    }

    private static IEnumerable<(string Secret, string Body)> Cases() =>
        from bytes in new[] { WebhookSecret.MinBytes, 32, WebhookSecret.MaxBytes }
        from body in Bodies
        select (WebhookSecret.Format(RandomNumberGenerator.GetBytes(bytes)), body);

    private bool AskToVerify(string secret, string signature, string body) =>
        reference.Ask(new { op = "verify", secret, id = "msg_1", timestamp = _now.ToUnixTimeSeconds(), signature, body }).GetProperty("valid").GetBoolean();

    private SignatureCheck Verify(string secret, string? signature, string body) => WebhookVerifier.Verify(
        [secret], "msg_1", _now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), signature, Encoding.UTF8.GetBytes(body), _now);
}
