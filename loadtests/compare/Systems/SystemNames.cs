namespace CrossLive.LoadTests.Compare.Systems;

/// <summary>The systems by name.</summary>
internal static class SystemNames
{
    public const string CrossLive = "crosslive";
    public const string SignalR = "signalr";
    public const string SocketIo = "socketio";
    public const string Floor = "floor";

    /// <summary>All, in the order in which a round goes through them: the floor comes behind ours, whose tick it takes.</summary>
    public static readonly string[] All = [CrossLive, SignalR, SocketIo, Floor];
}
