namespace CrossLive.Media;

/// <summary>Constants of <see cref="BitrateController"/>, chosen by trial on the traces of <c>loadtests/media</c> but where another source stands beside them.</summary>
public static class BitrateLimits
{
    /// <summary>Spans that a window remembers at most.</summary>
    public const int MaxSpans = 16;

    /// <summary>Acknowledgements that are remembered for it; the oldest goes for one more.</summary>
    public const int MaxAcks = 4_096;

    /// <summary>Bytes on their way at most: 100 Mbps at 320 ms.</summary>
    public const long MaxWindowBytes = 4 << 20;

    /// <summary>Of the window, this share is left at least however long the round trip is.</summary>
    public const double LeastWindowShare = 0.1;

    /// <summary>Where <see cref="InFlightShape.Bend"/> changes nothing, in bytes.</summary>
    public const double BendAtBytes = 15_000;

    /// <summary>A round trip this much above the shortest is as good as flat, in ms.</summary>
    public const double FlatMs = 20;

    /// <summary>No round trip is longer, in ms: what says so is passed over.</summary>
    public const double MaxRoundTripMs = 600_000;

    /// <summary>The delivered rate is that of so many ms.</summary>
    public const long RateWindowMs = 500;

    /// <summary>Measurements that are remembered for it: one for each ms. Of more than one in a ms the newest counts.</summary>
    public const int MaxMeasurements = (int)RateWindowMs + 1;

    /// <summary>A picture that waits longer than this means congestion, in ms, where <see cref="BitratePace"/> says nothing else.</summary>
    public const long CongestedAboveMs = 300;

    /// <summary>While none waits longer than this, the rate may climb, in ms, where <see cref="BitratePace"/> says nothing else.</summary>
    public const long ClimbBelowMs = 40;

    /// <summary>On congestion video gets this share of what the link delivered, less audio. Above 1: what waits is skipped, not queued, so it may be tried.</summary>
    public const double DeliveredShare = 1.05;

    /// <summary>Below the fastest rate of the last <see cref="KnownForMs"/> the rate climbs by this share of itself a second.</summary>
    public const double ClimbPerSecond = 4;

    /// <summary>Above it, it probes: by this share a second.</summary>
    public const double ProbePerSecond = 2;

    /// <summary>A probe that raised the rate to so many times what it was has not failed, whatever comes.</summary>
    public const double GoodProbe = 1.5;

    /// <summary>Waits and speeds double no more often than this.</summary>
    public const int MostDoublings = 10;

    /// <summary>How long a delivered rate is known to be possible, in ms.</summary>
    public const long KnownForMs = 10_000;

    /// <summary>The rate is not lowered more often, in ms: an encoder takes longer to follow.</summary>
    public const long CutEveryMs = 100;

    /// <summary>Nor raised more often, in ms.</summary>
    public const long RaiseEveryMs = 200;

    /// <summary>A raise smaller than this share of the rate waits until it is one.</summary>
    public const double LeastRaise = 0.05;

    /// <summary>Video's rate is not below this, in bits a second: then the slate is better.</summary>
    public const int LeastVideoBps = 100_000;

    /// <summary>Where video starts, in bits a second.</summary>
    public const int FirstVideoBps = 1_000_000;

    /// <summary>While video has less than this and less than its highest, audio has its low rate, in bits a second.</summary>
    public const int LowAudioBelowBps = 600_000;

    /// <summary>A round trip that is this much longer than the shortest is severe, in ms (measured: steps downward cost 0.5 to 1.6 s of audio, straight to the slate up to 0.3 s).</summary>
    public const double SevereGrowthMs = 400;

    /// <summary>So is nothing acknowledged for so long while something is on its way, in ms.</summary>
    public const long SevereSilenceMs = 500;

    /// <summary>The slate stays until the round trip has been short and acknowledgements have come for so long, in ms.</summary>
    public const long CalmMs = 200;

    /// <summary>What is short for that, above the shortest, in ms.</summary>
    public const double CalmGrowthMs = 100;

    /// <summary>After the slate video starts with this share of what it had.</summary>
    public const double ReturnShare = 0.5;

    /// <summary>Loss is counted over so many ms and so many packets at least.</summary>
    public const long LossWindowMs = 2_000;

    /// <summary>See <see cref="LossWindowMs"/>.</summary>
    public const long LeastLossPackets = 100;

    /// <summary>A loss below this share needs no repair of its own.</summary>
    public const double LeastLoss = 0.002;

    /// <summary>A larger size comes no sooner after the last change of size, in ms.</summary>
    public const long RungUpAfterMs = 5_000;

    /// <summary>And only where the rate is this many times the least that it is used for.</summary>
    public const double RungUpShare = 1.2;

    /// <summary>Decisions that wait to be taken; the oldest goes for one more.</summary>
    public const int MaxDecisions = 1_000;
}
