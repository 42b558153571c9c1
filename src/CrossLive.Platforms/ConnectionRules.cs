namespace CrossLive.Platforms;

/// <summary>What a connection to a kind of platform must hold.</summary>
/// <param name="SecretRule">What a secret must look like, in words for people.</param>
/// <param name="IsSecret">Whether a text is such a secret.</param>
/// <param name="MinSecrets">0 where the platform is polled and signs nothing.</param>
/// <param name="Settings">The settings it knows, each with its rule: null where the value is good, else what is wrong.</param>
/// <param name="RequiredSettings">Those that must be there.</param>
public sealed record ConnectionRules(
    string SecretRule,
    Func<string, bool> IsSecret,
    int MinSecrets,
    IReadOnlyDictionary<string, Func<string, string?>> Settings,
    IReadOnlyList<string> RequiredSettings)
{
    /// <summary>Settings that are needed together.</summary>
    public IReadOnlyList<SettingGroup> Groups { get; init; } = [];

    /// <summary>Most secrets at one time: the one in use, the one before it, and two to spare while rotating.</summary>
    public const int MaxSecrets = 4;

    /// <summary>Most characters of a setting.</summary>
    public const int MaxSettingLength = 1_000;

    /// <summary>Rules of a platform that signs what it pushes and needs nothing else.</summary>
    public static ConnectionRules SecretsOnly(string secretRule, Func<string, bool> isSecret) =>
        new(secretRule, isSecret, 1, new Dictionary<string, Func<string, string?>>(StringComparer.Ordinal), []);

    /// <summary>Null where the connection is good; else what is wrong.</summary>
    public string? FindProblem(PlatformConnection connection) => FindSecretProblem(connection.Secrets) ?? FindSettingProblem(connection.Settings);

    private string? FindSecretProblem(IReadOnlyList<string> secrets)
    {
        if (secrets.Count < MinSecrets || secrets.Count > (MinSecrets == 0 ? 0 : MaxSecrets))
        {
            return MinSecrets == 0 ? "secrets: this platform is polled and takes none." : $"secrets: {MinSecrets} to {MaxSecrets} are needed, newest first.";
        }

        for (var i = 0; i < secrets.Count; i++)
        {
            if (secrets[i] is null || !IsSecret(secrets[i]))
            {
                return $"secrets[{i}]: {SecretRule}";
            }
        }

        return null;
    }

    private string? FindSettingProblem(IReadOnlyDictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
        {
            if (!Settings.TryGetValue(name, out var findProblem))
            {
                return Settings.Count == 0
                    ? "settings: this platform takes none."
                    : $"settings: '{Shorten(name)}' is not known. Known are {string.Join(", ", Settings.Keys)}.";
            }

            var problem = value is null or { Length: 0 or > MaxSettingLength } ? $"must be 1 to {MaxSettingLength} characters." : findProblem(value);
            if (problem is not null)
            {
                return $"settings.{name}: {problem}";
            }
        }

        var missing = RequiredSettings.FirstOrDefault(name => !settings.ContainsKey(name));
        return missing is null
            ? Groups.Select(group => group.FindProblem(settings)).FirstOrDefault(problem => problem is not null)
            : $"settings.{missing}: is missing.";
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
