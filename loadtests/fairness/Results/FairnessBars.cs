using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Fairness.Results;

/// <summary>What has to hold.</summary>
internal static class FairnessBars
{
    private const double MaxSymmetricSkewMs = 10, MaxAsymmetricSkewMs = 20, LeastRight = 0.998, LeastNearRight = 0.99, MaxIdentityErrorUs = 5;

    /// <summary>Of a run.</summary>
    public static IReadOnlyList<Bar> Of(FairnessResults results)
    {
        var (symmetric, asymmetric) = (results.Settings[0], results.Settings[1]);
        return
        [
            Bar.AtMost("identity", "counted time − response without jitter, any shares of the ways", results.IdentityErrorUs, MaxIdentityErrorUs, " µs"),
            .. OfSetting(symmetric, MaxSymmetricSkewMs),
            .. OfSetting(asymmetric, MaxAsymmetricSkewMs),
            .. results.Lies.Select(lie => new Bar(
                "liars",
                $"{lie.Lie}, {(lie.Transport ? "transport known: none gains more than its own spread" : "transport hidden: none gains more than its own spread (DelaysAll: and half its delay)")}",
                FormattableString.Invariant($"{lie.Beyond} of {lie.Liars}; at most {lie.MostGainMs:0.#} ms, median {lie.MedianGainMs:0.#} ms"),
                lie.Beyond == 0)),
            Bar.Exactly("draw", "what does not fit in the published draw", results.Draw.Problems, 0),
            Bar.Exactly("draw", "changes to it that are found", results.Draw.Found, results.Draw.Changes),
        ];
    }

    private static Bar[] OfSetting(SettingResult setting, double maxSkewMs) =>
    [
        Bar.AtMost(setting.Setting, "release skew p99 − p1, worst sale", setting.ReleaseSkewMs, maxSkewMs, " ms"),
        Bar.ShareAtLeast(setting.Setting, "pairs in the right order", setting.Fair.All, LeastRight),
        Bar.ShareAtLeast(setting.Setting, "pairs ≤ 50 ms apart in the right order", setting.Fair.Near, LeastNearRight),
    ];
}
