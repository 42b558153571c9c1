using CrossLive.Orders;
using Orleans.Concurrency;

namespace CrossLive.Rooms;

/// <summary>
/// One live room; the key is the room's name (<see cref="RoomId"/>). Puts the commands of all platforms and viewers in one order and loses none that it accepted.
/// Calls interleave so that commands gather while an append is on its way (group commit); the decisions themselves are made by one loop.
/// </summary>
[Alias("crosslive.IRoomGrain")]
public interface IRoomGrain : IGrainWithStringKey
{
    /// <summary>
    /// Decides commands in the order given and answers each, when what was accepted is durable. Order is kept between calls of one caller only if it awaits each.
    /// </summary>
    /// <param name="commands">1 to <see cref="RoomCallLimits.MaxCommandsPerCall"/>.</param>
    /// <returns>One answer per command, in order. Failures are answers, too (<see cref="Rejection.RoomUnavailable"/> and its like); only a moved or dead activation throws.</returns>
    [AlwaysInterleave, Alias("execute")]
    Task<IReadOnlyList<CommandAnswer>> ExecuteAsync(IReadOnlyList<RoomCommand> commands);

    /// <summary>
    /// Makes the observer see every event after the answer's position, in order, until the lease runs out (<see cref="RoomCallLimits.ObserverLease"/>).
    /// Calling again renews the lease. Deliveries are one-way and can be lost: a gap in sequences is filled with <see cref="ReadAsync"/>.
    /// </summary>
    [AlwaysInterleave, Alias("observe")]
    Task<RoomAttachment> ObserveAsync(IRoomObserver observer, GatewayReport report);

    /// <summary>Ends an observer's lease at once.</summary>
    [AlwaysInterleave, Alias("forget")]
    Task ForgetAsync(IRoomObserver observer, string gateway);

    /// <summary>
    /// Durable events after a sequence, in order, at most <paramref name="maxEvents"/> (and at most <see cref="RoomCallLimits.MaxEventsPerRead"/>).
    /// Null where they are no longer kept or are damaged.
    /// </summary>
    /// <exception cref="IOException">The storage does not answer: the events may be there, ask again.</exception>
    [AlwaysInterleave, Alias("read")]
    Task<IReadOnlyList<RoomEvent>?> ReadAsync(long afterSequence, int maxEvents);

    /// <summary>What viewers may see of the room now, and how it is doing.</summary>
    [AlwaysInterleave, Alias("inspect")]
    Task<RoomInspection> InspectAsync();
}

/// <summary>A gateway process that shows a room to its viewers.</summary>
[Alias("crosslive.IRoomObserver")]
public interface IRoomObserver : IGrainObserver
{
    /// <summary>Events in order, contiguous with each other. One-way.</summary>
    [OneWay, Alias("onEvents")]
    Task OnEventsAsync(IReadOnlyList<RoomEvent> events);
}

/// <summary>What a gateway says of itself with each renewal.</summary>
/// <param name="Gateway">A name that is unique to the process.</param>
/// <param name="Viewers">How many viewers it has in the room now, by platform (usually only <see cref="PlatformId.Web"/>).</param>
/// <param name="Known">The last event it has applied; <see cref="Position.Start"/> = it knows nothing yet.</param>
[GenerateSerializer, Immutable, Alias("crosslive.GatewayReport")]
public sealed record GatewayReport(
    [property: Id(0)] string Gateway,
    [property: Id(1)] IReadOnlyList<PlatformCount> Viewers,
    [property: Id(2)] Position Known);

/// <summary>Answer to <see cref="IRoomGrain.ObserveAsync"/>.</summary>
/// <param name="Code">Null, or why the room cannot be shown: <see cref="Rejection.RoomUnknown"/>, <see cref="Rejection.RoomDamaged"/>, <see cref="Rejection.RoomUnavailable"/>.</param>
/// <param name="Head">The room's last durable event: beyond what the gateway knows, it reads what it lacks.</param>
/// <param name="View">What viewers see at <see cref="RoomViewSnapshot.Head"/>; null where the gateway's known position lies on this room's history, so that a renewal is small.</param>
[GenerateSerializer, Immutable, Alias("crosslive.RoomAttachment")]
public sealed record RoomAttachment(
    [property: Id(0)] string? Code,
    [property: Id(1)] Position Head,
    [property: Id(2)] RoomViewSnapshot? View);

/// <summary>A room as an operator sees it.</summary>
/// <param name="Code">Null, or why the room does not work.</param>
/// <param name="Detail">A sentence for people that goes with the code.</param>
/// <param name="Epoch">The activation's epoch.</param>
/// <param name="View">What viewers see.</param>
/// <param name="StateHash">Hash of the room's whole state, hexadecimal; equal states have equal hashes in every process.</param>
/// <param name="Gateways">How many gateways show the room.</param>
/// <param name="WaitingCommands">How many commands wait to be decided.</param>
/// <param name="Orders">What the shops' orders come to; null from a process of an older version.</param>
[GenerateSerializer, Immutable, Alias("crosslive.RoomInspection")]
public sealed record RoomInspection(
    [property: Id(0)] string? Code,
    [property: Id(1)] string? Detail,
    [property: Id(2)] long Epoch,
    [property: Id(3)] RoomViewSnapshot? View,
    [property: Id(4)] string StateHash,
    [property: Id(5)] int Gateways,
    [property: Id(6)] int WaitingCommands,
    [property: Id(7)] IReadOnlyList<OrderTotal>? Orders = null);

/// <summary>The limits of calls into a room.</summary>
public static class RoomCallLimits
{
    /// <summary>Most commands in one call.</summary>
    public const int MaxCommandsPerCall = 1_000;

    /// <summary>Most events in one read.</summary>
    public const int MaxEventsPerRead = 5_000;

    /// <summary>An observer that does not renew for this long is dropped.</summary>
    public static readonly TimeSpan ObserverLease = TimeSpan.FromSeconds(15);
}
