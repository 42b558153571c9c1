using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Dialects;

/// <summary>
/// What is spoken over a WebSocket: reads what comes and has the frames that a viewer sends. Shared by many viewers of one thread, without state of any of them.
/// </summary>
public abstract class Dialect
{
    /// <summary>What a viewer says first; null = it waits for the server.</summary>
    public abstract byte[]? Hello { get; }

    /// <summary>False where whoever is connected gets events: no greeting, no join.</summary>
    public virtual bool HasJoin => true;

    /// <summary>The viewer's own sign of life, every <see cref="Viewers.SwarmLoop.KeepAliveUs"/>; null = none is needed.</summary>
    public virtual byte[]? KeepAlive => null;

    /// <summary>Joins the room, with the position of a viewer that has one.</summary>
    public abstract byte[] Join(long? epoch, long? sequence);

    /// <summary>Reads a whole WebSocket message.</summary>
    /// <param name="payload">Its bytes; not kept.</param>
    /// <param name="isGreeting">True before the server was ready.</param>
    /// <param name="messages">What it says is added here.</param>
    /// <exception cref="FormatException">The server breaks its protocol.</exception>
    public abstract void Read(ReadOnlyMemory<byte> payload, bool isGreeting, List<ServerMessage> messages);
}
