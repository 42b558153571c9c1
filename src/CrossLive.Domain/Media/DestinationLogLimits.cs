namespace CrossLive.Media;

/// <summary>How much is kept of what was measured and decided for a destination.</summary>
public static class DestinationLogLimits
{
    /// <summary>From one sample to the next, in ms.</summary>
    public const int SampleEveryMs = 1_000;

    /// <summary>Samples: ten minutes. The oldest goes for one more.</summary>
    public const int MaxSamples = 600;

    /// <summary>Decisions; the oldest goes for one more.</summary>
    public const int MaxDecisions = 200;

    /// <summary>Changes of what the platform says; the oldest goes for one more.</summary>
    public const int MaxReceptionChanges = 200;

    /// <summary>Samples that wait to be reported; the oldest goes for one more.</summary>
    public const int MaxNewSamples = 60;

    /// <summary>Decisions that wait to be reported; the oldest goes for one more.</summary>
    public const int MaxNewDecisions = 100;
}
