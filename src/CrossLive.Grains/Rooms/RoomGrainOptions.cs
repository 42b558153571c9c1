using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CrossLive.Rooms;

/// <summary>How room grains work; section <c>CrossLive:Rooms</c>.</summary>
public sealed class RoomGrainOptions
{
    /// <summary>Likes and viewer counts are merged into one event this often, in ms.</summary>
    [Range(10, 10_000)]
    public int CounterTickMs { get; set; } = 200;

    /// <summary>
    /// A busy room appends to its log about this often, in ms; what comes meanwhile shares the next append, and what comes in the last quarter does not
    /// wait for the rest. An idle room does not wait. 0 = as often as the
    /// storage takes it: answers come sooner to a busy room's viewers, and every event costs a sync of the disk.
    /// </summary>
    [Range(0, 1_000)]
    public int CommitIntervalMs { get; set; } = 20;

    /// <summary>Most commands that wait in a room; at the limit a call is answered <see cref="Rejection.RoomBusy"/> as a whole.</summary>
    [Range(1_000, 10_000_000)]
    public int MaxWaitingCommands { get; set; } = 100_000;

    /// <summary>A snapshot is stored after so many events; recovery replays at most about twice as many.</summary>
    [Range(100, 1_000_000)]
    public int SnapshotEveryEvents { get; set; } = 20_000;

    /// <summary>Retention: how many of the newest events a room keeps at least; 0 = all. Older ones are forgotten after a snapshot.</summary>
    [Range(0, long.MaxValue)]
    public long RetainEvents { get; set; } = 20_000_000;

    /// <summary>The newest events that are kept in memory to fill gateways' gaps without asking the storage.</summary>
    [Range(0, 100_000)]
    public int RecentEvents { get; set; } = 8_192;

    /// <summary>After a storage failure, commands are refused for this long before the storage is tried again, in ms.</summary>
    [Range(10, 60_000)]
    public int RetryStorageMs { get; set; } = 500;

    /// <summary>Most gateways that show one room.</summary>
    [Range(1, 100_000)]
    public int MaxGateways { get; set; } = 1_000;

    /// <summary>How long the room waits for one append before it counts as failed, in ms.</summary>
    [Range(100, 600_000)]
    public int AppendTimeoutMs { get; set; } = 15_000;
}

/// <summary>Refuses settings that are out of range when the server starts, by name.</summary>
[OptionsValidator]
internal sealed partial class RoomGrainOptionsValidator : IValidateOptions<RoomGrainOptions>;
