using CrossLive.Platforms.StandardWebhooks;

namespace CrossLive.Platforms.Generic;

/// <summary>What a connection through the generic adapter must hold: signing secrets, nothing else.</summary>
internal static class GenericConnection
{
    public static readonly ConnectionRules Rules = ConnectionRules.SecretsOnly(
        $"must be \"{WebhookSecret.Prefix}\" and the base64 of {WebhookSecret.MinBytes} to {WebhookSecret.MaxBytes} random bytes.",
        secret => WebhookSecret.TryParse(secret, out _));
}
