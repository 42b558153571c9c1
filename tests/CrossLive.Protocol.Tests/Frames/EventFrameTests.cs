using System.Text.Json.Nodes;
using CrossLive.Protocol.Frames;
using CrossLive.Orders;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using CsCheck;

namespace CrossLive.Protocol.Tests.Frames;

public class EventFrameTests
{
    [Fact]
    public void The_samples_hold_every_kind_of_event()
    {
        // A sale's own log is never on the wire.
        var kinds = typeof(RoomEventBody).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RoomEventBody)) && !type.IsAbstract && type != typeof(SaleRound));

        Events.EveryKind.Select(e => e.Body.GetType()).Distinct().ShouldBe(kinds, ignoreOrder: true);
    }

    [Fact]
    public void Json_and_MessagePack_are_the_same_object_for_every_kind()
    {
        foreach (var e in Events.FrameOfEveryKind)
        {
            ShouldBeTheSame(EventFrame.Of([e]));
        }
    }

    [Fact]
    public void Json_and_MessagePack_are_the_same_object_for_any_events_and_any_text() =>
        Events.GenFrame(Gen.OneOf(Events.GenText, Events.GenAnyText)).Sample(events => ShouldBeTheSame(EventFrame.Of(events)), iter: 500);

    [Fact]
    public void What_was_written_is_read_back_in_both_protocols() =>
        Events.GenFrame(Events.GenText).Sample(
            events =>
            {
                var frame = EventFrame.Of(events);
                ShouldHold(Wire.FromJson<EventFrame>(Wire.ToJson(frame))!, events);
                ShouldHold(Wire.FromMessagePack<EventFrame>(Wire.ToMessagePack(frame))!, events);
            },
            iter: 500);

    [Fact]
    public void Every_kind_is_read_back_without_what_only_the_log_needs()
    {
        var sent = Events.FrameOfEveryKind.Select(e => e with { Keys = [new EventKey(CommandKey.For("a", "b"), 1)] }).ToArray();

        var read = Wire.FromMessagePack<EventFrame>(Wire.ToMessagePack(EventFrame.Of(sent)))!;

        // The combo's id and the words are nobody's business but the room's, a red packet's seed is before its end, and orders are the shop's.
        var shown = Events.FrameOfEveryKind.Select(e => e.Body switch
        {
            GiftSent gift => e with { Body = gift with { ComboId = null } },
            OrderRecorded order => e with { Body = order with { OrderId = string.Empty, Lines = [], Amounts = null, EventId = null, DeliveryId = null } },
            RedPacketOpened packet => e with { Body = packet with { Seed = null } },
            WordListSet => e with { Body = new WordListSet([]) },
            _ => e,
        }).ToArray();
        ShouldHold(read, shown);
    }

    [Fact]
    public void The_word_list_the_seed_of_a_red_packet_and_what_an_order_is_do_not_leave_the_server()
    {
        var frame = EventFrame.Of(Events.FrameOfEveryKind);

        System.Text.Encoding.UTF8.GetString(frame.JsonBytes.Span).ShouldNotContain("secret");
        System.Text.Encoding.UTF8.GetString(frame.MessagePackBytes.Span).ShouldNotContain("secret");
    }

    [Fact]
    public void A_frame_is_encoded_once_and_its_memory_shared()
    {
        var frame = EventFrame.Of(Events.FrameOfEveryKind);
        var json = new ReadOnlyMemory<byte>[64];
        var messagePack = new ReadOnlyMemory<byte>[64];

        Parallel.For(0, 64, i => (json[i], messagePack[i]) = (frame.JsonBytes, frame.MessagePackBytes));

        json.ShouldAllBe(bytes => bytes.Equals(json[0]));
        messagePack.ShouldAllBe(bytes => bytes.Equals(messagePack[0]));
    }

    [Fact]
    public void Events_with_a_gap_a_repeat_or_two_epochs_make_no_frame()
    {
        var e = Events.FrameOfEveryKind;

        Should.Throw<ArgumentException>(() => EventFrame.Of(Array.Empty<RoomEvent>()));
        Should.Throw<ArgumentException>(() => EventFrame.Of([e[0], e[2]]));
        Should.Throw<ArgumentException>(() => EventFrame.Of([e[0], e[0]]));
        Should.Throw<ArgumentException>(() => EventFrame.Of([e[1], e[0]]));
        Should.Throw<ArgumentException>(() => EventFrame.Of([e[0], e[1] with { Position = new Position(5, e[1].Sequence) }]));
    }

    [Theory]
    [InlineData("""{"e":4,"v":[{"t":"chat","s":1,"a":9,"p":"web","i":"u","n":"N","m":"x"},{"t":"hologram","s":2,"a":10,"z":{"deep":[1,{}]}},{"t":"follow","s":3,"a":11,"p":"web","i":"u","n":"N"}]}""")]
    [InlineData("""{"new":[[]],"v":[{"s":1,"t":"chat","m":"x","n":"N","i":"u","p":"web","a":9},{"a":10,"s":2,"t":"hologram"},{"t":"follow","s":3,"a":11,"p":"web","i":"u","n":"N","zz":null}],"e":4}""")]
    public void A_newer_servers_kinds_and_fields_keep_their_place_and_are_passed_over(string json)
    {
        foreach (var frame in new[] { Wire.FromJson<EventFrame>(json)!, Wire.FromMessagePack<EventFrame>(Wire.MessagePackOf(json))! })
        {
            frame.Events.Select(e => e.Position).ShouldBe([new Position(4, 1), new Position(4, 2), new Position(4, 3)]);
            frame.Events.Select(e => e.Kind).ShouldBe(["chat", "hologram", "follow"]);
            frame.Events[0].Event!.Position.ShouldBe(new Position(4, 1));
            frame.Events[1].Event.ShouldBeNull();
            frame.Events[1].AtUnixMs.ShouldBe(10);
            frame.Events[1].Foreign!.Position.ShouldBe(new Position(4, 2));
            frame.Events[2].Event!.Body.ShouldBeOfType<Followed>();
        }
    }

    [Theory]
    [InlineData("""{"t":"hologram","s":7,"a":10,"p":"web","i":"u","n":"小红","r":2,"m":{"deep":[1,-2,1.5,"\"x\"",true,null,{}],"big":9007199254740991},"d":"no number here"}""")]
    [InlineData("""{"t":"poll.v2","s":7,"a":10}""")]
    public void A_newer_servers_event_goes_on_byte_for_byte_in_both_protocols(string e)
    {
        var json = $$"""{"e":4,"v":[{{e}}]}""";
        var bytes = Wire.MessagePackOf(json);
        foreach (var read in new[] { Wire.FromJson<EventFrame>(json)!, Wire.FromMessagePack<EventFrame>(bytes)! })
        {
            var passedOn = EventFrame.Of([read.Events[0].Foreign!]);

            Wire.ToJson(passedOn).ShouldBe(json);
            Wire.ToMessagePack(passedOn).ShouldBe(bytes);
        }
    }

    [Fact]
    public void A_newer_servers_event_that_is_nested_without_end_is_cut_at_a_depth_and_stalls_nothing()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));
        var json = $$"""{"e":4,"v":[{"t":"hologram","s":1,"a":10,"z":{{deep}},"y":1}]}""";

        var passed = Wire.FromMessagePack<EventFrame>(Wire.MessagePackOf(json))!.Events[0].Foreign!.Body.ShouldBeOfType<PassedEvent>();

        passed.Fields.Select(field => field.Key).ShouldBe(["z", "y"]);
        Wire.ToJson(EventFrame.Of([new RoomEvent(new Position(4, 1), 10, new Person("web", "u", "n"), passed, [])]))
            .ShouldBe("""{"e":4,"v":[{"t":"hologram","s":1,"a":10,"z":[[[[[[[[null]]]]]]]],"y":1}]}""");
    }

    private static void ShouldBeTheSame(EventFrame frame) =>
        JsonNode.DeepEquals(Wire.JsonTree(frame.JsonBytes), Wire.MessagePackTree(frame.MessagePackBytes))
            .ShouldBeTrue(System.Text.Encoding.UTF8.GetString(frame.JsonBytes.Span));

    private static void ShouldHold(EventFrame frame, RoomEvent[] events)
    {
        frame.Epoch.ShouldBe(events[0].Position.Epoch);
        frame.Events.Select(e => e.Position).ShouldBe(events.Select(e => e.Position));
        frame.Events.Select(e => Described(e.Event!)).ShouldBe(events.Select(Described));
    }

    // Records that hold lists compare by reference; their lists are spelt out.
    private static string Described(RoomEvent e) => e.Body is CountersMerged counters
        ? $"{e with { Body = new Followed(), Keys = [] }}{string.Join(';', counters.Likes)}|{string.Join(';', counters.Viewers)}"
        : e.Body is SaleShown { View: { Offer: { } offer } view } sale
        ? $"{e with { Body = new SaleShown(sale.Kind, view with { Offer = offer with { Prices = [], Buckets = [] } }), Keys = [] }}{string.Join(';', offer.Prices)}|{string.Join(';', offer.Buckets)}"
        : e.Body is WordListSet words ? $"words {words.Words.Count}" : (e with { Keys = Array.Empty<EventKey>() }).ToString();
}
