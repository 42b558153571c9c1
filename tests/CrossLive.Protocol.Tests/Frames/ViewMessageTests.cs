using System.Text.Json.Nodes;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using CsCheck;

namespace CrossLive.Protocol.Tests.Frames;

public class ViewMessageTests
{
    [Fact]
    public void Json_and_MessagePack_are_the_same_object_for_any_view() =>
        Events.GenView(Gen.OneOf(Events.GenText, Events.GenAnyText)).Sample(
            snapshot =>
            {
                var view = new ViewMessage(snapshot);
                JsonNode.DeepEquals(Wire.JsonTree(view.JsonBytes), Wire.MessagePackTree(view.MessagePackBytes)).ShouldBeTrue();
            },
            iter: 300);

    [Fact]
    public void A_view_that_was_read_is_written_the_same_again_in_both_protocols() =>
        Events.GenView(Events.GenText).Sample(
            snapshot =>
            {
                var json = Wire.ToJson(new ViewMessage(snapshot));
                Wire.ToJson(Wire.FromJson<ViewMessage>(json)!).ShouldBe(json);
                Wire.ToJson(Wire.FromMessagePack<ViewMessage>(Wire.ToMessagePack(new ViewMessage(snapshot)))!).ShouldBe(json);
            },
            iter: 300);

    [Fact]
    public void A_view_is_encoded_once_and_its_memory_shared()
    {
        var view = new ViewMessage(new RoomView().ToSnapshot());

        view.JsonBytes.Equals(view.JsonBytes).ShouldBeTrue();
        view.MessagePackBytes.Equals(view.MessagePackBytes).ShouldBeTrue();
    }

    [Fact]
    public void A_room_goes_on_from_a_view_that_was_read()
    {
        var room = new RoomView();
        foreach (var e in Events.FrameOfEveryKind.Select((e, i) => e with { Position = new Position(4, i + 1) }).SkipLast(1))
        {
            room.Apply(e);
        }

        var read = Wire.FromJson<ViewMessage>(Wire.ToJson(new ViewMessage(room.ToSnapshot())))!;
        var copy = RoomView.From(read.At(room.Head));
        var next = Events.FrameOfEveryKind[^1] with { Position = new Position(4, room.Head.Sequence + 1) };
        copy.Apply(next);
        room.Apply(next);

        Wire.ToJson(new ViewMessage(copy.ToSnapshot())).ShouldBe(Wire.ToJson(new ViewMessage(room.ToSnapshot())));
        copy.Head.ShouldBe(room.Head);
        copy.LikesOf("tiktok").ShouldBe(7);
    }

    [Fact]
    public void A_newer_servers_fields_and_kinds_are_passed_over()
    {
        var view = Wire.FromJson<ViewMessage>("""{"open":true,"poll":{"a":[1]},"recent":[{"t":"hologram","s":4,"a":1},{"t":"announce","s":5,"a":1,"p":"web","i":"u","n":"N","m":"x"}]}""")!;

        view.Snapshot.IsOpen.ShouldBeTrue();
        view.Snapshot.RecentMessages.Select(e => e.Sequence).ShouldBe([5]);
    }
}
