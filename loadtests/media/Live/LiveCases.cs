using CrossLive.LoadTests.Media.Live.Cases;

namespace CrossLive.LoadTests.Media.Live;

/// <summary>All of them.</summary>
internal static class LiveCases
{
    /// <summary>In the order in which they are listed.</summary>
    public static readonly IReadOnlyList<LiveCase> List =
    [
        KillCase.Case, ServerKillCase.Case, CleanCase.Case, ObsCase.Case, DestinationTroubleCase.Case, ChurnCase.Case,
        TracesCase.Case, BottleneckCase.OverRtmp, BottleneckCase.OverSrt, LossCase.FiveAtForty, LossCase.FiveAtTwoHundred, LossCase.TenAtTwoHundred,
    ];
}
