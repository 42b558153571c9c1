using CrossLive.Platforms.Sending;
using CrossLive.Platforms.StandardWebhooks;

namespace CrossLive.Platforms.Generic;

/// <summary>What a connection through the generic adapter must hold: signing secrets, and where its bridge can say something, its address.</summary>
public static class GenericConnection
{
    /// <summary>Setting: where the bridge takes what is to be said on its platform.</summary>
    public const string SendTo = "sendTo";

    private const int MinSecrets = 1;

    private static readonly string SecretRule = $"must be \"{WebhookSecret.Prefix}\" and the base64 of {WebhookSecret.MinBytes} to {WebhookSecret.MaxBytes} random bytes.";

    /// <summary>Of platforms that take nothing.</summary>
    internal static readonly ConnectionRules Rules = ConnectionRules.SecretsOnly(SecretRule, IsSecret);

    /// <summary>Of platforms whose bridge may say something to everybody there.</summary>
    internal static readonly ConnectionRules RulesWithSending = new(
        SecretRule,
        IsSecret,
        MinSecrets,
        new Dictionary<string, Func<string, string?>>([new(SendTo, SendingSettings.FindAddressProblem), .. SendingSettings.Rules], StringComparer.Ordinal),
        [])
    {
        Groups = [new SettingGroup([SendTo, SendingSettings.SaleLink])],
    };

    private static bool IsSecret(string secret) => WebhookSecret.TryParse(secret, out _);
}
