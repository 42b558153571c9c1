namespace CrossLive.Platforms;

/// <summary>Settings of a connection that are needed together: all of them, or none.</summary>
/// <param name="Names">Their names.</param>
public sealed record SettingGroup(IReadOnlyList<string> Names)
{
    /// <summary>Of those, the ones that need not have the others, because they serve something else as well.</summary>
    public IReadOnlyList<string> MayStandAlone { get; init; } = [];

    /// <summary>What may be there in place of one of them.</summary>
    public IReadOnlyDictionary<string, string> InPlace { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Settings that need the group and that it does not need.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>Null where they are all there, or none; else which is missing, and for the sake of which.</summary>
    public string? FindProblem(IReadOnlyDictionary<string, string> settings) =>
        Names.Concat(Optional).Except(MayStandAlone, StringComparer.Ordinal).FirstOrDefault(settings.ContainsKey) is { } given && Names.FirstOrDefault(name => IsMissing(settings, name)) is { } absent
            ? $"settings.{absent}: is missing; {given} needs it."
            : null;

    private bool IsMissing(IReadOnlyDictionary<string, string> settings, string name) =>
        !settings.ContainsKey(name) && !(InPlace.TryGetValue(name, out var other) && settings.ContainsKey(other));
}
