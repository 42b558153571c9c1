using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Dialects;

/// <summary>The floor: whoever is connected gets frames of the shape of our JSON.</summary>
public sealed class ReadyMadeFrames : Dialect
{
    /// <inheritdoc/>
    public override byte[]? Hello => null;

    /// <inheritdoc/>
    public override bool HasJoin => false;

    /// <inheritdoc/>
    public override byte[] Join(long? epoch, long? sequence) => [];

    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> payload, bool isGreeting, List<ServerMessage> messages) => JsonHubReader.Read(payload.Span, messages);
}
