namespace CrossLive.LoadTests.Swarm.Claims;

/// <summary>What buyers speak over a WebSocket. Without state: all of a server's sockets share one.</summary>
public abstract class ClaimWire
{
    /// <summary>What a buyer says first; null = it waits for the server.</summary>
    public abstract byte[]? Hello { get; }

    /// <summary>What is sent once the server is ready; null = nothing, calls can be made at once.</summary>
    public abstract byte[]? Join { get; }

    /// <summary>A sign of life of the buyer's own; null = none is needed.</summary>
    public abstract byte[]? KeepAlive { get; }

    /// <summary>The masked frame of a claim.</summary>
    public abstract byte[] Claim(long id, string key, string sale, int quantity);

    /// <summary>Reads a whole WebSocket message.</summary>
    /// <exception cref="FormatException">The server breaks its protocol.</exception>
    internal abstract void Read(ReadOnlySpan<byte> payload, ClaimSocket socket);
}
