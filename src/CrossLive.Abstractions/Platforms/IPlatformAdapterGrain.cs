using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.FlashSales.Fairness;
using CrossLive.Media.Reception;
using CrossLive.Rooms;
using Orleans.Concurrency;

namespace CrossLive.Platforms;

/// <summary>
/// One platform in one room; the key is "room/platform" (<see cref="PlatformAdapterKey"/>). Keeps how the platform is connected and its cursor,
/// puts what the platform sends into the room in the order it came, and knows how the platform is doing.
/// Repeats are dropped by the room itself, in its log, so that they stay dropped across crashes.
/// </summary>
[Alias("crosslive.IPlatformAdapterGrain")]
public interface IPlatformAdapterGrain : IGrainWithStringKey
{
    /// <summary>Connects the platform, or changes how it is connected. Durable when it returns. Polling starts where the kind is polled.</summary>
    [Alias("connect")]
    Task ConnectAsync(PlatformConnection connection);

    /// <summary>Ends polling, forgets the secrets and refuses deliveries from now on. The cursor is kept. Harmless where nothing is connected.</summary>
    [Alias("disconnect")]
    Task DisconnectAsync();

    /// <summary>
    /// How the platform is connected; null where it never was, <see cref="PlatformConnection.IsEnded"/> where it was disconnected.
    /// Gateways keep the answer for a few seconds to verify signatures with.
    /// </summary>
    [AlwaysInterleave, Alias("connection")]
    Task<PlatformConnection?> GetConnectionAsync();

    /// <summary>
    /// Puts commands into the room; answers when each is durable or refused. Order is kept between calls of one caller
    /// only if it awaits each; likes and viewer counts, which the room merges anyway, go beside the others. Failures are answers; too many waiting is <see cref="Rejection.RoomBusy"/>.
    /// </summary>
    /// <param name="commands">1 to <see cref="RoomCallLimits.MaxCommandsPerCall"/>.</param>
    [AlwaysInterleave, Alias("deliver")]
    Task<IReadOnlyList<CommandAnswer>> DeliverAsync(IReadOnlyList<RoomCommand> commands);

    /// <summary>Notes that <paramref name="count"/> things of the platform were refused before they became commands (signature, form).</summary>
    [AlwaysInterleave, OneWay, Alias("noteRefusal")]
    Task NoteRefusalAsync(string code, int count);

    /// <summary>The platform told us it has ended the subscription (Twitch revocation): shown in the health until connected anew.</summary>
    [Alias("revoked")]
    Task NoteRevocationAsync(string reason);

    /// <summary>How the platform is doing.</summary>
    [AlwaysInterleave, Alias("health")]
    Task<PlatformHealth> GetHealthAsync();

    /// <summary>
    /// The newest of a sale of the room: what is to be said of it on the platform is planned by it. Durable when it returns. Nothing happens where the
    /// connection does not hold what it takes to say something. Calls for one sale are made one after the other.
    /// </summary>
    [AlwaysInterleave, Alias("sale")]
    Task FollowSaleAsync(SaleView view);

    /// <summary>What was said of sales, and how far off it was.</summary>
    [AlwaysInterleave, Alias("countdowns")]
    Task<PlatformCountdowns> GetCountdownsAsync();

    /// <summary>
    /// For media sessions: how far the picture is behind the host when the platform takes it, as far as it was measured. Durable when it returns; nothing happens where
    /// the platform is not connected. With what the platform adds (the connection's setting) it says when the host has to say something so that it is heard there at T
    /// (T − both); messages are sent by their own delay, whatever the picture shows.
    /// </summary>
    /// <param name="delayMs">0 to 600,000.</param>
    [AlwaysInterleave, Alias("videoDelay")]
    Task NoteVideoDelayAsync(long delayMs);

    /// <summary>
    /// For media sessions: how the platform receives the stream that is published with a key. Asks the platform each time, so the caller keeps the pace; failures are
    /// answers.
    /// </summary>
    /// <param name="keyDigest">SHA-256 of the stream's key at the platform: the key itself is told to nobody.</param>
    [AlwaysInterleave, Alias("reception")]
    Task<ReceptionAnswer> ReadReceptionAsync(byte[] keyDigest);
}

/// <summary>The keys of adapter grains.</summary>
public static class PlatformAdapterKey
{
    /// <summary>"room/platform".</summary>
    public static string For(string room, string platform) => room + "/" + platform;

    /// <summary>Takes a key apart.</summary>
    public static (string Room, string Platform) Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (key[..slash], key[(slash + 1)..]);
    }
}

/// <summary>How a platform is connected to a room.</summary>
/// <param name="Platform">The platform's short name; it must be declared in the catalog.</param>
/// <param name="Secrets">Signing secrets, newest first; more than one while rotating. Generic: "whsec_" + base64. Twitch: 10 to 100 ASCII characters.</param>
/// <param name="Settings">What else the kind needs (YouTube: "baseAddress", "liveChatId", "apiKey").</param>
/// <param name="IsEnded">True after a disconnect; secrets and settings are then empty.</param>
[GenerateSerializer, Immutable, Alias("crosslive.PlatformConnection")]
public sealed record PlatformConnection(
    [property: Id(0)] string Platform,
    [property: Id(1)] IReadOnlyList<string> Secrets,
    [property: Id(2)] IReadOnlyDictionary<string, string> Settings,
    [property: Id(3)] bool IsEnded = false);

/// <summary>How a platform is doing in a room. Counts are since the adapter's activation.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.PlatformHealth")]
public sealed record PlatformHealth(
    [property: Id(0)] string Platform,
    [property: Id(1)] PlatformState State,
    [property: Id(2)] string? Detail,
    [property: Id(3)] long Accepted,
    [property: Id(4)] long Repeated,
    [property: Id(5)] long Rejected,
    [property: Id(6)] long Refused,
    [property: Id(7)] long? LastEventAtUnixMs,
    [property: Id(8)] long? LastErrorAtUnixMs,
    [property: Id(9)] string? LastError,
    [property: Id(10)] string? Cursor);

/// <summary>What is said of a room's sales on one platform.</summary>
/// <param name="Platform">The platform's short name.</param>
/// <param name="IsSending">True where the connection holds what it takes to say something.</param>
/// <param name="Delay">The platform's delay, D; with no samples it is our assumption.</param>
/// <param name="VideoDelayMs">How far its picture is behind the host: as was measured until the platform takes it, and what it adds, as the operator says; null where neither is known.</param>
/// <param name="Sales">The sales, with what was said of each.</param>
[GenerateSerializer, Immutable, Alias("crosslive.PlatformCountdowns")]
public sealed record PlatformCountdowns(
    [property: Id(0)] string Platform,
    [property: Id(1)] bool IsSending,
    [property: Id(2)] DeliveryEstimate Delay,
    [property: Id(3)] long? VideoDelayMs,
    [property: Id(4)] IReadOnlyList<CountdownSale> Sales)
{
    /// <summary>True where <see cref="VideoDelayMs"/> ends where the platform takes the picture: what it adds, nobody has said.</summary>
    [Id(5)]
    public bool IsVideoDelayPartial { get; init; }
}

/// <summary>The states of a platform in a room.</summary>
public enum PlatformState
{
    /// <summary>Never connected, or disconnected.</summary>
    Disconnected = 0,

    /// <summary>Connected; nothing has come yet.</summary>
    Waiting = 1,

    /// <summary>Events come.</summary>
    Live = 2,

    /// <summary>The last try failed; trying again.</summary>
    Failing = 3,

    /// <summary>The platform ended it: it has to be connected anew.</summary>
    Revoked = 4,
}
