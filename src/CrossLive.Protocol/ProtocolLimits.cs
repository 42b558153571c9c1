namespace CrossLive.Protocol;

/// <summary>The limits that the viewer protocol promises, see <c>src/PROTOCOL.md</c>.</summary>
public static class ProtocolLimits
{
    /// <summary>Most bytes of a call.</summary>
    public const int MaxCallBytes = 32 * 1024;

    /// <summary>Most bytes of an edge's call: a batch holds the largest call of a viewer and many small ones.</summary>
    public const int MaxEdgeCallBytes = 512 * 1024;

    /// <summary>An edge fills a batch up to so many bytes by its own safe estimate; one command more than that goes alone.</summary>
    public const int MaxBatchBytes = 256 * 1024;

    /// <summary>Most commands in one batch of an edge; more, or none, refuse the batch.</summary>
    public const int MaxBatchCommands = 1_000;

    /// <summary>Most names in an edge's join; an edge that has more edges below it leaves the oldest out, and a loop through those is found a level later.</summary>
    public const int MaxEdgesInPath = 256;

    /// <summary>Most characters of an edge's name.</summary>
    public const int MaxEdgeNameLength = 128;

    /// <summary>How many chats a viewer may send at once.</summary>
    public const int ChatBurst = 3;

    /// <summary>How many chats a viewer may send a second from then on.</summary>
    public const int ChatsPerSecond = 1;

    /// <summary>How many like calls a viewer may send at once.</summary>
    public const int LikeBurst = 10;

    /// <summary>How many like calls a viewer may send a second from then on.</summary>
    public const int LikesPerSecond = 5;

    /// <summary>How many other commands a viewer may send at once.</summary>
    public const int CommandBurst = 20;

    /// <summary>How many other commands a viewer may send a second from then on.</summary>
    public const int CommandsPerSecond = 5;

    /// <summary>How many comparisons of clocks are measured at once on a connection; one beyond it is answered without a number to acknowledge.</summary>
    public const int TimeBurst = 10;

    /// <summary>How many of them are measured a second from then on. Twice what clients send before a sale opens.</summary>
    public const int TimesPerSecond = 4;

    /// <summary>How many events behind the head a client can come back without a snapshot, at most.</summary>
    public const int HistoryEvents = 5_000;

    /// <summary>How many events a connected client may fall behind before it is moved to a snapshot.</summary>
    public const int MaxLagEvents = 8_192;

    /// <summary>How long a client may take nothing of what is sent to it before it is cut with <see cref="DisconnectCode.TooSlow"/>.</summary>
    public static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(10);

    /// <summary>An edge's viewers count so long after it said how many they are.</summary>
    public static readonly TimeSpan ViewersLease = TimeSpan.FromSeconds(15);

    /// <summary>A client is moved to a snapshot once in this time; the next time it is cut with <see cref="DisconnectCode.TooSlow"/>.</summary>
    public static readonly TimeSpan ResetInterval = TimeSpan.FromMinutes(1);
}
