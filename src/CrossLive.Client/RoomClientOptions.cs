using CrossLive.Protocol;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http.Connections.Client;

namespace CrossLive.Client;

/// <summary>What a <see cref="RoomClient"/> needs to know, and its limits.</summary>
public sealed record RoomClientOptions
{
    /// <summary>The hub's address, such as <c>https://live.example/hubs/room</c>.</summary>
    public required Uri HubUri { get; init; }

    /// <summary>The room's name, see <see cref="RoomId"/>.</summary>
    public required string Room { get; init; }

    /// <summary>Gives a token; asked anew for every connection, so it may hand out short-lived ones. Null = connect without a token.</summary>
    public required Func<CancellationToken, ValueTask<string?>> TokenProvider { get; init; }

    /// <summary>
    /// Spreads reconnects. Many clients in one process share <c>Random.Shared</c>; any other instance must not be shared between clients,
    /// because it is used from more than one thread.
    /// </summary>
    public required Random Random { get; init; }

    /// <summary>Where time comes from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What is spoken. The content is the same.</summary>
    public WireProtocol Protocol { get; init; } = WireProtocol.MessagePack;

    /// <summary>
    /// Changes the HTTP connection (proxy, certificates, transports). Before it runs, the connection is set to WebSockets without negotiation:
    /// one request, so that no load balancer has to send a second one to the same process.
    /// </summary>
    public Action<HttpConnectionOptions>? ConfigureHttp { get; init; }

    /// <summary>Told each change of state, in order, from the client's own loop: be quick and do not throw.</summary>
    public Action<RoomConnectionStatus>? OnStatus { get; init; }

    /// <summary>
    /// Most updates that wait for one reader of <see cref="RoomClient.ReadUpdatesAsync"/>. At the limit they are dropped in favour of one
    /// <see cref="ViewRestarted"/>: a slow reader loses single events, never the right picture.
    /// </summary>
    public int ReaderBufferUpdates { get; init; } = 8_192;

    /// <summary>Most commands that wait for an answer at one time; more are refused with <see cref="TooManyCommandsException"/>.</summary>
    public int MaxPendingCommands { get; init; } = 256;

    /// <summary>How many times a command is sent, at most, always with the same key.</summary>
    public int MaxCommandSends { get; init; } = 8;

    /// <summary>How long a command is tried altogether, waiting for a connection included.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one answer is waited for before the command is sent again; also for the answer to a join.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting may take, from the token to the handshake.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long events that the server owes after a join may stay away before the connection is given up.</summary>
    public TimeSpan CatchUpTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest first pause before coming back; each further one doubles until <see cref="MaxReconnectDelay"/>. The pause is drawn between 0 and it.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause before coming back, without what the server itself asks for.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Likes gather for this long and go in one call. The server takes five such calls a second.</summary>
    public TimeSpan LikeInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the server's clock is asked for, after a few quick probes at the start; <see cref="Timeout.InfiniteTimeSpan"/> = never at all.</summary>
    public TimeSpan ClockProbeInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Set where the client follows a room for an edge.</summary>
    internal EdgeLink? Edge { get; init; }

    /// <summary>What cannot be used among these values, as a sentence, or null.</summary>
    internal string? FindProblem() => this switch
    {
        { HubUri.IsAbsoluteUri: false } => "HubUri must be absolute.",
        _ when !RoomId.IsWellFormed(Room) => $"'{Room}' cannot be a room's name.",
        { ReaderBufferUpdates: < 1 } => "ReaderBufferUpdates must be 1 or more.",
        { MaxPendingCommands: < 1 } => "MaxPendingCommands must be 1 or more.",
        { MaxCommandSends: < 1 } => "MaxCommandSends must be 1 or more.",
        { CommandTimeout.Ticks: <= 0 } => "CommandTimeout must be longer than zero.",
        { AnswerTimeout.Ticks: <= 0 } => "AnswerTimeout must be longer than zero.",
        { ConnectTimeout.Ticks: <= 0 } => "ConnectTimeout must be longer than zero.",
        { CatchUpTimeout.Ticks: <= 0 } => "CatchUpTimeout must be longer than zero.",
        { ReconnectDelay.Ticks: <= 0 } => "ReconnectDelay must be longer than zero.",
        { LikeInterval.Ticks: <= 0 } => "LikeInterval must be longer than zero.",
        _ when MaxReconnectDelay < ReconnectDelay => "MaxReconnectDelay must not be shorter than ReconnectDelay.",
        _ when ClockProbeInterval <= TimeSpan.Zero && ClockProbeInterval != Timeout.InfiniteTimeSpan => "ClockProbeInterval must be longer than zero, or infinite.",
        _ => null,
    };
}
