using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Dialects;

/// <summary>A SignalR hub over MessagePack. The handshake is JSON all the same.</summary>
/// <param name="join">Makes the join of a viewer, with its position where it has one.</param>
public sealed class SignalRMessagePack(Func<long?, long?, byte[]> join) : Dialect
{
    /// <inheritdoc/>
    public override byte[] Hello => HubCalls.MessagePackHandshake;

    /// <inheritdoc/>
    public override byte[] KeepAlive => HubCalls.MessagePackPing;

    /// <summary>Our server.</summary>
    public static SignalRMessagePack CrossLive(string room) => new((epoch, sequence) => HubCalls.MessagePackJoin(room, epoch, sequence));

    /// <inheritdoc/>
    public override byte[] Join(long? epoch, long? sequence) => join(epoch, sequence);

    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> payload, bool isGreeting, List<ServerMessage> messages)
    {
        if (isGreeting)
        {
            var end = payload.Span.IndexOf(JsonHubReader.RecordEnd) + 1;
            JsonHubReader.Read(payload.Span[..end], messages);
            payload = payload[end..];
        }

        MessagePackHubReader.Read(payload, messages);
    }
}
