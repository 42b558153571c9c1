namespace CrossLive.Media;

/// <summary>Why a <see cref="BitrateDecision"/> was made.</summary>
public enum BitrateReason
{
    /// <summary>The stream begins.</summary>
    Start,

    /// <summary>Pictures wait: the link carries less.</summary>
    Congestion,

    /// <summary>Nothing waits, and the link has carried as much lately.</summary>
    Climb,

    /// <summary>Nothing waits, and nobody knows whether the link carries more: it is tried.</summary>
    Probe,

    /// <summary>The round trip has grown so much, or it is silent for so long, that only audio goes on.</summary>
    Severe,

    /// <summary>The link is back after that.</summary>
    Return,

    /// <summary>Packets are lost and the delay has not grown: the rate stays, the repair changes.</summary>
    Loss,
}

/// <summary>What is sent in place of the picture.</summary>
public enum MediaMode
{
    /// <summary>The picture.</summary>
    Picture,

    /// <summary>The slate, and audio at its low rate.</summary>
    Slate,
}

/// <summary>What a destination's stream is to be from now on, and why. Rates are in bits a second.</summary>
/// <param name="AtMs">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="Mode">Picture or slate.</param>
/// <param name="VideoBps">Video's rate; with the slate what it returns from.</param>
/// <param name="AudioBps">Audio's rate.</param>
/// <param name="Rung">Size and pictures a second for it.</param>
/// <param name="Repair">How losses are repaired.</param>
/// <param name="Explanation">The figures that led to it, in a sentence for log and plot.</param>
public sealed record BitrateDecision(
    long AtMs, BitrateReason Reason, MediaMode Mode, int VideoBps, int AudioBps, Rung Rung, RepairPlan Repair, string Explanation);
