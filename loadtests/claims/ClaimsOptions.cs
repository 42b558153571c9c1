namespace CrossLive.LoadTests.Claims;

/// <summary>What is run.</summary>
/// <param name="Window">How long each measured window is.</param>
/// <param name="GrainRate">Claims a second through the grain in the open loop.</param>
/// <param name="Connections">Buyers with a connection.</param>
/// <param name="Parts">Of <see cref="ClaimParts"/>.</param>
/// <param name="IsOursAlone">True where the peers are left out, and with them the bar against them.</param>
internal sealed record ClaimsOptions(TimeSpan Window, int GrainRate, int Connections, IReadOnlyList<string> Parts, bool IsOursAlone = false);

/// <summary>The parts of a run.</summary>
internal static class ClaimParts
{
    /// <summary>Decisions.</summary>
    public const string Memory = "memory";

    /// <summary>The grain.</summary>
    public const string Grain = "grain";

    /// <summary>The waiting room.</summary>
    public const string Waiting = "waiting";

    /// <summary>The server, and the peer.</summary>
    public const string SignalR = "signalr";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Memory, Grain, Waiting, SignalR];
}
