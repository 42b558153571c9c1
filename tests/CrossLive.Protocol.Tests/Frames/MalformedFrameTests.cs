using System.Text.Json;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CsCheck;
using MessagePack;

namespace CrossLive.Protocol.Tests.Frames;

public class MalformedFrameTests
{
    public static TheoryData<string> BrokenFrames => new(
        "1", "[]", "\"text\"", "{}", """{"e":1}""", """{"v":[]}""", """{"e":null,"v":[]}""", """{"e":"1","v":[]}""", """{"e":1,"v":{}}""", """{"e":1,"v":[1]}""",
        """{"e":1,"v":[null]}""", """{"e":1,"v":[{}]}""", """{"e":1,"v":[{"t":"chat","s":1,"a":1}]}""", """{"e":1,"v":[{"t":7,"s":1,"a":1}]}""",
        """{"e":1.5,"v":[]}""", """{"e":99999999999999999999,"v":[]}""", """{"e":1,"v":[{"t":"counters","s":1,"a":1,"lk":7}]}""",
        """{"e":1,"v":[{"t":"counters","s":1,"a":1,"lk":{"web":null}}]}""", """{"e":1,"v":[{"t":"counters","s":1,"a":1,"lk":{"web":"many"}}]}""",
        """{"e":1,"v":[{"t":"gift","s":1,"a":1,"p":"web","i":"u","n":"N","g":"rose"}]}""");

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public void A_frame_that_breaks_the_protocol_is_a_serialization_error(string json)
    {
        Should.Throw<JsonException>(() => Wire.FromJson<EventFrame>(json));
        Should.Throw<MessagePackSerializationException>(() => Wire.FromMessagePack<EventFrame>(Wire.MessagePackOf(json)));
    }

    [Theory]
    [InlineData("""{"e":1,"v":[{"t":"\ud800","s":1,"a":1}]}""")]
    [InlineData("""{"\udc00":1,"e":1,"v":[]}""")]
    [InlineData("{\"e\":1,\"v\":[")]
    [InlineData("{\"e\":1,\"v\":[{\"t\":\"chat\"")]
    public void Broken_text_is_a_serialization_error(string json) => Should.Throw<JsonException>(() => Wire.FromJson<EventFrame>(json));

    [Fact]
    public void Any_damage_to_a_frame_is_read_or_a_serialization_error_and_nothing_else()
    {
        var frame = EventFrame.Of(Events.FrameOfEveryKind);
        var view = new ViewMessage(new Rooms.RoomView().ToSnapshot());
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Bool).Sample(
            (at, value, isCut) =>
            {
                OnlyJsonException(() => JsonSerializer.Deserialize<EventFrame>(Damage(frame.JsonBytes, at, value, isCut), Wire.JsonOptions));
                OnlyJsonException(() => JsonSerializer.Deserialize<ViewMessage>(Damage(view.JsonBytes, at, value, isCut), Wire.JsonOptions));
                OnlyMessagePackException(() => Wire.FromMessagePack<EventFrame>(Damage(frame.MessagePackBytes, at, value, isCut)));
                OnlyMessagePackException(() => Wire.FromMessagePack<ViewMessage>(Damage(view.MessagePackBytes, at, value, isCut)));
            },
            iter: 5_000);
    }

    [Fact]
    public void Any_bytes_at_all_are_read_or_a_serialization_error_and_nothing_else() =>
        Gen.Byte.Array[0, 60].Sample(
            bytes =>
            {
                OnlyJsonException(() => JsonSerializer.Deserialize<EventFrame>(bytes, Wire.JsonOptions));
                OnlyMessagePackException(() => Wire.FromMessagePack<EventFrame>(bytes));
                OnlyMessagePackException(() => Wire.FromMessagePack<ChatCall>(bytes));
                OnlyMessagePackException(() => Wire.FromMessagePack<JoinRequest>(bytes));
            },
            iter: 5_000);

    [Theory]
    [InlineData(ProtocolLimits.MaxCallBytes)]
    [InlineData(1_000_000)]
    public void Lists_in_lists_without_end_under_an_unknown_name_do_no_harm(int depth)
    {
        // {"zz": [[[[…
        byte[] bytes = [0x81, 0xa2, (byte)'z', (byte)'z', .. Enumerable.Repeat((byte)0x91, depth), 0xc0];

        Should.Throw<MessagePackSerializationException>(() => Wire.FromMessagePack<EventFrame>(bytes));
        Wire.FromMessagePack<ChatCall>(bytes)!.Text.ShouldBeNull();
        var json = "{\"zz\":" + new string('[', depth);
        Should.Throw<JsonException>(() => Wire.FromJson<EventFrame>(json));
        Should.Throw<JsonException>(() => Wire.FromJson<ChatCall>(json));
    }

    [Fact]
    public void A_count_that_lies_costs_no_memory_and_is_a_serialization_error()
    {
        // {"e": 1, "v": [2,147,483,647 events
        byte[] bytes = [0x82, 0xa1, (byte)'e', 0x01, 0xa1, (byte)'v', 0xdd, 0x7f, 0xff, 0xff, 0xff];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<MessagePackSerializationException>(() => Wire.FromMessagePack<EventFrame>(bytes));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    private static byte[] Damage(ReadOnlyMemory<byte> bytes, int at, byte value, bool isCut)
    {
        var damaged = bytes.ToArray();
        var index = at % damaged.Length;
        if (isCut)
        {
            return damaged[..index];
        }

        damaged[index] = value;
        return damaged;
    }

    private static void OnlyJsonException(Action read)
    {
        try
        {
            read();
        }
        catch (JsonException)
        {
            // What is allowed to happen.
        }
    }

    private static void OnlyMessagePackException(Action read)
    {
        try
        {
            read();
        }
        catch (MessagePackSerializationException)
        {
            // What is allowed to happen.
        }
    }
}
