using System.Buffers;
using System.Text;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Wire;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace CrossLive.LoadTests.Tests;

/// <summary>The swarm's own readers against what SignalR and our protocol really write.</summary>
public class HubReaderTests
{
    private static readonly Person Fan = new("custom", "fan-1", "Fan 粉丝");

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public void A_frame_gives_its_epoch_its_sequences_and_due_times(WireProtocol protocol)
    {
        var frame = EventFrame.Of([Chat(7, DueText.Of(1_000)), Counters(8), Chat(9, "nothing of it"), Chat(10, DueText.Of(2_000))]);

        var batch = Read(protocol, new InvocationMessage(HubMethods.Events, [frame])).ShouldHaveSingleItem().ShouldBeOfType<EventBatch>();

        (batch.Epoch, batch.First, batch.Last, batch.Count, batch.Disorder, batch.Thinned).ShouldBe((3, 7, 10, 4, null, 0));
        batch.DueUs.ShouldBe([1_000, 2_000]);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public void Several_messages_in_one_payload_are_read_in_order(WireProtocol protocol)
    {
        var messages = Read(
            protocol,
            new InvocationMessage(HubMethods.Events, [EventFrame.Of([Chat(1, "a")])]),
            PingMessage.Instance,
            new InvocationMessage("something.new", [new CommandReply(true)]),
            new InvocationMessage(HubMethods.Events, [EventFrame.Of([Chat(2, "b")])]));

        messages.Select(message => (message as EventBatch)?.First).ShouldBe([1, null, null, 2]);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public void The_answer_to_the_join_is_told_from_that_to_a_command(WireProtocol protocol)
    {
        var gifts = new[] { new GiftOffer("rose", "Rose", 100, "EUR") };
        var messages = Read(
            protocol,
            new CompletionMessage("j", null, new JoinReply(true, 3, 41, 1_800_000_000_000, true, Me: new Me("web", "u", "U", 0), Gifts: gifts), hasResult: true),
            new CompletionMessage("j", null, new JoinReply(true, 3, 42, 1_800_000_000_000, false, JoinReasons.TooOld), hasResult: true),
            new CompletionMessage("j", null, new JoinReply(false, Code: "room.busy", Detail: "Later.", RetryMs: 250), hasResult: true),
            new CompletionMessage("j", "it failed", null, hasResult: false),
            new CompletionMessage("7", null, new CommandReply(true, 3, 42), hasResult: true),
            new CompletionMessage("8", null, new CommandReply(false, Code: "rate.viewer"), hasResult: true));

        messages.ShouldBe(
        [
            new JoinedMessage(null, null, 3, 41, IsRecovered: true, null),
            new JoinedMessage(null, null, 3, 42, IsRecovered: false, "too-old"),
            new JoinedMessage("room.busy Later.", 250, null, null, IsRecovered: false, null),
            new JoinedMessage("it failed", null, null, null, IsRecovered: false, null),
            new AnsweredMessage(null),
            new AnsweredMessage("rate.viewer"),
        ]);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public void A_goodbye_a_move_to_a_snapshot_and_the_end_of_the_hub_are_understood(WireProtocol protocol)
    {
        var messages = Read(
            protocol,
            new InvocationMessage(HubMethods.Bye, [ByeMessage.Of(DisconnectCode.ShuttingDown, 1_500)]),
            new InvocationMessage(HubMethods.Reset, [new ResetMessage(JoinReasons.Lagging, 4, 99, EmptyView())]),
            new CloseMessage("over"));

        messages.ShouldBe([new GoodbyeMessage(3000, "shutting-down", 1_500), new MovedMessage(4, 99), new GoodbyeMessage(0, "over", 0)]);
    }

    [Fact]
    public void Thinned_events_and_kinds_that_nobody_knows_keep_their_sequence()
    {
        var json = Encoding.UTF8.GetBytes(
            """{"type":1,"target":"events","arguments":[{"v":[{"t":"thinned","s":5,"a":1},{"t":"of.tomorrow","s":6,"a":1,"x":{"y":[1,2]},"m":null},{"s":7,"t":"chat","m":"due:12 x"}],"e":2}]}""" + "\u001e");

        var batch = ReadWith(new SignalRJson((_, _) => []), json, isGreeting: false).ShouldHaveSingleItem().ShouldBeOfType<EventBatch>();

        (batch.Epoch, batch.First, batch.Last, batch.Thinned, batch.Disorder).ShouldBe((2, 5, 7, 1, null));
        batch.DueUs.ShouldBe([12]);
    }

    [Fact]
    public void Disorder_inside_a_frame_is_found()
    {
        var json = Encoding.UTF8.GetBytes("""{"type":1,"target":"events","arguments":[{"e":2,"v":[{"t":"chat","s":5},{"t":"chat","s":7}]}]}""" + "\u001e");

        ReadWith(new SignalRJson((_, _) => []), json, isGreeting: false).ShouldHaveSingleItem().ShouldBeOfType<EventBatch>().Disorder.ShouldBe("7 stands behind 5 in one frame");
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public void The_handshake_is_answered_before_anything_else_and_may_bring_more_with_it(WireProtocol protocol)
    {
        byte[] bytes = [.. "{}\u001e"u8, .. Encode(protocol, PingMessage.Instance)];

        ReadWith(DialectOf(protocol), bytes, isGreeting: true).ShouldBe([new ReadyMessage(), ServerMessage.Passed]);
        ReadWith(DialectOf(protocol), "{\"error\":\"no such protocol\"}\u001e"u8.ToArray(), isGreeting: true).ShouldBe([new GoodbyeMessage(0, "no such protocol", 0)]);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public void A_payload_that_is_cut_anywhere_is_refused_and_not_half_believed(WireProtocol protocol)
    {
        var bytes = Encode(protocol, new InvocationMessage(HubMethods.Events, [EventFrame.Of([Chat(1, "a"), Chat(2, "b")])]));

        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var part = bytes[..cut];
            Should.Throw<FormatException>(() => ReadWith(DialectOf(protocol), part, isGreeting: false), $"{cut} bytes");
        }
    }

    [Fact]
    public void Joins_are_read_by_SignalR_itself()
    {
        foreach (var protocol in new[] { WireProtocol.Json, WireProtocol.MessagePack })
        {
            var frame = DialectOf(protocol).Join(3, 41);
            Swarm.WebSockets.ClientFrame.Mask(frame.AsSpan(6), Swarm.WebSockets.ClientFrame.FixedMask);
            var input = new ReadOnlySequence<byte>(frame.AsMemory(6));

            HubProtocolOf(protocol).TryParseMessage(ref input, new JoinBinder(), out var message).ShouldBeTrue();

            message.ShouldBeOfType<InvocationMessage>().Arguments.ShouldBe([new JoinRequest("load", 3, 41)]);
        }
    }

    [Theory]
    [InlineData("0{\"sid\":\"a\",\"pingInterval\":25000}", typeof(WantsMessage))]
    [InlineData("2", typeof(WantsMessage))]
    [InlineData("40{\"sid\":\"b\"}", typeof(ReadyMessage))]
    [InlineData("430[]", typeof(JoinedMessage))]
    [InlineData("41", typeof(GoodbyeMessage))]
    [InlineData("42[\"event\",{\"t\":\"chat\",\"s\":9,\"m\":\"due:5 x\"}]", typeof(EventBatch))]
    public void Socket_IO_packets_are_understood(string packet, Type type) =>
        ReadWith(new SocketIo("load"), Encoding.UTF8.GetBytes(packet), isGreeting: false).ShouldHaveSingleItem().ShouldBeOfType(type);

    private static RoomEvent Chat(long sequence, string text) => Event(sequence, new ChatPosted(text, null, null));

    private static RoomEvent Counters(long sequence) => Event(sequence, new CountersMerged([new PlatformCount("web", 5)], []));

    private static RoomEvent Event(long sequence, RoomEventBody body) => new(new Position(3, sequence), 1_800_000_000_000, Fan, body, []);

    private static ViewMessage EmptyView() => new(new RoomViewSnapshot(new Position(4, 99), 1_800_000_000_000, true, "Title", null, 0, [], [], [], [], [], [], []));

    private static List<ServerMessage> Read(WireProtocol protocol, params HubMessage[] messages) => ReadWith(DialectOf(protocol), Encode(protocol, messages), isGreeting: false);

    private static List<ServerMessage> ReadWith(Dialect dialect, byte[] payload, bool isGreeting)
    {
        List<ServerMessage> read = [];
        dialect.Read(payload, isGreeting, read);
        return read;
    }

    private static byte[] Encode(WireProtocol protocol, params HubMessage[] messages)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
        {
            HubProtocolOf(protocol).WriteMessage(message, buffer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static Dialect DialectOf(WireProtocol protocol) =>
        protocol == WireProtocol.Json ? SignalRJson.CrossLive("load") : SignalRMessagePack.CrossLive("load");

    private static IHubProtocol HubProtocolOf(WireProtocol protocol)
    {
        var services = new ServiceCollection().AddLogging();
        new Builder(services).AddCrossLiveProtocol(protocol);
        return services.BuildServiceProvider().GetRequiredService<IHubProtocol>();
    }

    private sealed class Builder(IServiceCollection services) : ISignalRBuilder
    {
        public IServiceCollection Services => services;
    }

    private sealed class JoinBinder : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(JoinRequest)];

        public Type GetReturnType(string invocationId) => typeof(object);

        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
