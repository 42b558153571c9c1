using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Dialects;

/// <summary>A SignalR hub over JSON.</summary>
/// <param name="join">Makes the join of a viewer, with its position where it has one.</param>
public sealed class SignalRJson(Func<long?, long?, byte[]> join) : Dialect
{
    /// <inheritdoc/>
    public override byte[] Hello => HubCalls.JsonHandshake;

    /// <inheritdoc/>
    public override byte[] KeepAlive => HubCalls.JsonPing;

    /// <summary>Our server.</summary>
    public static SignalRJson CrossLive(string room) => new((epoch, sequence) => HubCalls.JsonJoin(room, epoch, sequence));

    /// <inheritdoc/>
    public override byte[] Join(long? epoch, long? sequence) => join(epoch, sequence);

    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> payload, bool isGreeting, List<ServerMessage> messages) => JsonHubReader.Read(payload.Span, messages);
}
