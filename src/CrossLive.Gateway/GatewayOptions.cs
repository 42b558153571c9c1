using System.ComponentModel.DataAnnotations;
using CrossLive.Protocol;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway;

/// <summary>How a gateway process works; section <c>CrossLive:Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>The newest events of a room that the gateway keeps: returning viewers are served from them, slow ones may fall so far behind.</summary>
    [Range(ProtocolLimits.HistoryEvents, 1_000_000)]
    public int RingEvents { get; set; } = ProtocolLimits.MaxLagEvents;

    /// <summary>Most events in one frame.</summary>
    [Range(1, 10_000)]
    public int MaxFrameEvents { get; set; } = 256;

    /// <summary>What comes in within this time of a busy room's last frame is merged into the next one, in ms; 0 = nothing is merged on purpose.</summary>
    [Range(0, 1_000)]
    public int TickMs { get; set; } = 20;

    /// <summary>How far that time grows by itself as sending falls behind, in ms. A longer one carries more viewers on the same machine, later.</summary>
    [Range(1, 5_000)]
    public int MaxTickMs { get; set; } = 150;

    /// <summary>Threads that send to viewers; 0 = one for every two cores.</summary>
    [Range(0, 256)]
    public int SendLoops { get; set; }

    /// <summary>True where frames go straight to a WebSocket's socket when nothing stands between the two; false = always through SignalR's own transports.</summary>
    public bool DirectSockets { get; set; } = true;

    /// <summary>True where frames to many sockets leave in one system call, if the system has that (io_uring, Linux 6.1); false = one call for each.</summary>
    public bool BatchSends { get; set; } = true;

    /// <summary>
    /// True where TCP connections are read by a few threads of our own, where the system has epoll: what has come on many of them is handled in one pass, and
    /// their answers leave together; false = by Kestrel's own transport.
    /// </summary>
    public bool ReceiveLoops { get; set; } = true;

    /// <summary>
    /// True where viewers' connections end at this process itself, with no proxy in between: then the kernel's own round trip counts for the fair order of a
    /// flash sale too, and who delays every answer gains nothing by it. Behind a proxy it has to be false: the socket knows the way to the proxy only, and
    /// every viewer's credit for being far away would be gone.
    /// </summary>
    public bool ClientsAreDirect { get; set; }

    /// <summary>Most viewers of this process, over all rooms; the next one is answered <c>gateway.full</c>.</summary>
    [Range(1, 10_000_000)]
    public int MaxViewers { get; set; } = 15_000;

    /// <summary>Most connections to the viewers' hub, in a room or not; the next one is answered 503 before it stands.</summary>
    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>
    /// How many connections (a negotiation counts as one) are let in a second, and at once; more are answered 503 with the time to wait.
    /// Letting one in costs CPU (token, upgrade, handshake, join) that those who are inside would miss.
    /// </summary>
    [Range(1, 1_000_000)]
    public int ConnectsPerSecond { get; set; } = 2_000;

    /// <summary>A connection that is in no room and has not tried to join one for so long is ended, in ms.</summary>
    [Range(1_000, 3_600_000)]
    public int JoinWithinMs { get; set; } = 60_000;

    /// <summary>Most rooms that this process shows at one time.</summary>
    [Range(1, 1_000_000)]
    public int MaxRooms { get; set; } = 5_000;

    /// <summary>A room's lease is renewed, and its viewers reported, this often, in ms.</summary>
    [Range(100, 10_000)]
    public int RenewMs { get; set; } = 2_000;

    /// <summary>A room without viewers is forgotten after this time, in ms.</summary>
    [Range(0, 3_600_000)]
    public int ForgetRoomMs { get; set; } = 30_000;

    /// <summary>How long a viewer's command is tried again while its room moves, in ms.</summary>
    [Range(0, 60_000)]
    public int CommandPatienceMs { get; set; } = 10_000;

    /// <summary>
    /// Commands for a busy room are sent to it so far apart, in ms; what comes meanwhile goes together. As long as the room's own <c>CommitIntervalMs</c>, so
    /// that a command waits for one commit and not for two. 0 = as soon as the room has answered. An idle room's commands never wait.
    /// </summary>
    [Range(0, 1_000)]
    public int CommandIntervalMs { get; set; } = 20;

    /// <summary>Most commands of one room that wait in this process; the next is answered <c>room.busy</c>.</summary>
    [Range(1_000, 10_000_000)]
    public int MaxWaitingCommands { get; set; } = 50_000;

    /// <summary>Most commands a second that this process takes for one room from viewers, on average; twice as many at once.</summary>
    [Range(1, 10_000_000)]
    public int RoomCommandsPerSecond { get; set; } = 5_000;

    /// <summary>True where viewers' own rate limits hold. Load tests turn them off.</summary>
    public bool LimitViewers { get; set; } = true;

    /// <summary>What viewers of our own player can give.</summary>
    [ValidateEnumeratedItems]
    public IList<GiftOfferOptions> Gifts { get; } = [];
}

/// <summary>A gift of the catalog.</summary>
public sealed class GiftOfferOptions
{
    /// <summary>Its id, 1 to 64 characters.</summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public string Id { get; set; } = string.Empty;

    /// <summary>What is shown.</summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public string Name { get; set; } = string.Empty;

    /// <summary>Price of one in the currency's minor units.</summary>
    [Range(1, 10_000_000_000)]
    public long MinorUnits { get; set; }

    /// <summary>ISO 4217 code.</summary>
    [Required, StringLength(3, MinimumLength = 3)]
    public string Currency { get; set; } = string.Empty;
}

/// <summary>Refuses settings that are out of range when the server starts, by name.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsRanges : IValidateOptions<GatewayOptions>;

/// <summary>Refuses a tick that is longer than the longest.</summary>
internal sealed class TickValidator : IValidateOptions<GatewayOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, GatewayOptions options) => options.TickMs <= options.MaxTickMs
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"CrossLive:Gateway:TickMs is {options.TickMs}, longer than CrossLive:Gateway:MaxTickMs, {options.MaxTickMs}.");
}

/// <summary>Refuses a catalog with an unknown currency or two gifts of one id.</summary>
internal sealed class GiftCatalogValidator : IValidateOptions<GatewayOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        foreach (var gift in options.Gifts)
        {
            if (!Currency.IsKnown(gift.Currency))
            {
                return ValidateOptionsResult.Fail($"CrossLive:Gateway:Gifts: gift '{gift.Id}': '{gift.Currency}' is not an ISO 4217 code.");
            }
        }

        return options.Gifts.Select(gift => gift.Id).Distinct(StringComparer.Ordinal).Count() == options.Gifts.Count
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("CrossLive:Gateway:Gifts: two gifts have the same id.");
    }
}
