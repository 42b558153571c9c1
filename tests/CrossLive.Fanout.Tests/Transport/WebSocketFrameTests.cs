using System.Net.WebSockets;
using CrossLive.Fanout.Tests.Fanout;
using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Transport;
using CrossLive.Protocol;
using CrossLive.Protocol.Frames;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

/// <summary>The bytes that we frame ourselves, read by .NET's own WebSocket client.</summary>
public sealed class WebSocketFrameTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(127, 4)]
    [InlineData(65_535, 4)]
    [InlineData(65_536, 10)]
    [InlineData(200_000, 10)]
    public async Task Net_s_client_reads_what_was_framed(int payloadBytes, int headerBytes)
    {
        var payload = Enumerable.Range(0, payloadBytes).Select(i => (byte)('a' + (i % 26))).ToArray();
        foreach (var isBinary in new[] { false, true })
        {
            var frame = WebSocketFrame.Of(payload, isBinary);

            frame.Length.ShouldBe(headerBytes + payloadBytes);
            WebSocketFrame.HeaderBytes(payloadBytes).ShouldBe(headerBytes);

            // Followed by another one: the length is neither too long nor too short.
            using var client = ClientOf([.. frame, .. WebSocketFrame.Of("end"u8, isBinary: false)]);
            var (type, read) = await ReadMessageAsync(client);
            type.ShouldBe(isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
            read.ShouldBe(payload);
            (await ReadMessageAsync(client)).Payload.ShouldBe("end"u8.ToArray());
        }
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_shared_frame_is_one_hub_message_in_one_websocket_message(WireProtocol kind)
    {
        var protocol = ProtocolOf(kind);
        var events = RoomHistory.Events(700)[500..];
        var frame = new SharedFrame(EventFrame.Of(events));
        using var client = ClientOf(frame.SocketBytes(protocol).ToArray());

        var (type, payload) = await ReadMessageAsync(client);

        type.ShouldBe(protocol.TransferFormat == TransferFormat.Binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
        var rest = new System.Buffers.ReadOnlySequence<byte>(payload);
        protocol.TryParseMessage(ref rest, new EventsOnly(), out var message).ShouldBeTrue();
        rest.IsEmpty.ShouldBeTrue();
        var read = message.ShouldBeOfType<InvocationMessage>();
        (read.Target, read.InvocationId).ShouldBe((HubMethods.Events, null));
        read.Arguments.Single().ShouldBeOfType<EventFrame>().Events.Select(e => e.Position).ShouldBe(events.Select(e => e.Position));
        (frame.From, frame.Through).ShouldBe((500, 700));
    }

    [Fact]
    public void All_connections_of_a_protocol_get_the_same_memory_whoever_asks_first()
    {
        var frame = new SharedFrame(EventFrame.Of([AnyEvents.Chat(Rooms.Role.Viewer)]));
        var (json, packed) = (ProtocolOf(WireProtocol.Json), ProtocolOf(WireProtocol.MessagePack));
        var texts = new ReadOnlyMemory<byte>[8];
        var binaries = new ReadOnlyMemory<byte>[8];

        Parallel.For(0, 8, i => (texts[i], binaries[i]) = (frame.SocketBytes(json), frame.SocketBytes(packed)));

        texts.ShouldAllBe(bytes => bytes.Equals(texts[0]));
        binaries.ShouldAllBe(bytes => bytes.Equals(binaries[0]));
        texts[0].Span.SequenceEqual(binaries[0].Span).ShouldBeFalse();
        frame.HubMessage.ShouldBeSameAs(frame.HubMessage);
        frame.HubMessage.GetSerializedMessage(json).Span.SequenceEqual(texts[0].Span[WebSocketFrame.HeaderBytes(texts[0].Length - 2)..]).ShouldBeTrue();
    }

    private static IHubProtocol ProtocolOf(WireProtocol kind)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSignalRCore().AddCrossLiveProtocol(kind);
        using var provider = services.BuildServiceProvider();
        return provider.GetServices<IHubProtocol>().Last();
    }

    private static WebSocket ClientOf(byte[] received) => WebSocket.CreateFromStream(new MemoryStream(received), new WebSocketCreationOptions { IsServer = false });

    private static async Task<(WebSocketMessageType Type, byte[] Payload)> ReadMessageAsync(WebSocket client)
    {
        var payload = new List<byte>();
        var buffer = new byte[4_096];
        while (true)
        {
            var received = await client.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            payload.AddRange(buffer[..received.Count]);
            if (received.EndOfMessage)
            {
                return (received.MessageType, [.. payload]);
            }
        }
    }

    private sealed class EventsOnly : Microsoft.AspNetCore.SignalR.IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => typeof(object);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(EventFrame)];

        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
