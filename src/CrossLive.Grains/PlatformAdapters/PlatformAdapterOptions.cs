using System.ComponentModel.DataAnnotations;
using CrossLive.Rooms;
using Microsoft.Extensions.Options;

namespace CrossLive.Platforms;

/// <summary>How platform adapters work; section <c>CrossLive:Platforms</c>.</summary>
public sealed class PlatformAdapterOptions
{
    /// <summary>Most commands of one platform that wait for its room, likes and counts counted apart; at the limit a delivery is answered <see cref="Rejection.RoomBusy"/>.</summary>
    [Range(RoomCallLimits.MaxCommandsPerCall * 2, 10_000_000)]
    public int MaxWaitingCommands { get; set; } = 10_000;

    /// <summary>How long a delivery is tried again while the room does not answer, in ms. Short: webhook senders wait 2 to 5 s, and send again by themselves.</summary>
    [Range(0, 60_000)]
    public int DeliveryPatienceMs { get; set; } = 2_000;

    /// <summary>Shortest time between two polls, in ms, whatever the platform says: it has a daily quota.</summary>
    [Range(1, 3_600_000)]
    public int MinPollMs { get; set; } = 1_000;

    /// <summary>Longest time between two polls of a platform that works, in ms, whatever it says.</summary>
    [Range(1, 3_600_000)]
    public int MaxPollMs { get; set; } = 30_000;

    /// <summary>Longest time between two polls of a platform that fails, in ms; failures in a row double the time up to it.</summary>
    [Range(1, 3_600_000)]
    public int MaxFailingPollMs { get; set; } = 60_000;

    /// <summary>How long a polled platform is silent at most after the process that polled it died, in ms: the period of the reminder that starts it again.</summary>
    [Range(1_000, 600_000)]
    public int ReviveMs { get; set; } = 10_000;

    /// <summary>Time until the next poll once the platform's quota is used up, in ms.</summary>
    [Range(1, 86_400_000)]
    public int QuotaPollMs { get; set; } = 600_000;

    /// <summary>How often a platform is asked how it receives a stream that is on the air, in ms: each question is a unit of its daily quota.</summary>
    [Range(1_000, 3_600_000)]
    public int ReceptionPollMs { get; set; } = 30_000;
}

/// <summary>Refuses settings that are out of range when the server starts, by name.</summary>
[OptionsValidator]
internal sealed partial class PlatformAdapterOptionsValidator : IValidateOptions<PlatformAdapterOptions>;
