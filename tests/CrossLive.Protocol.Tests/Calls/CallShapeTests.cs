using System.Text.Json;
using System.Text.Json.Nodes;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Protocol.Tests.Calls;

public class CallShapeTests
{
    private const string EmptyView = """{"open":false,"slow":0,"likes":{},"viewers":{},"totals":[],"recent":[],"sales":[],"top":[],"packets":[]}""";

    public static TheoryData<string, object> Shapes => new()
    {
        { """{"r":"room-1"}""", new JoinRequest("room-1") },
        { """{"r":"room-1","e":2,"s":70}""", new JoinRequest("room-1", 2, 70) },
        { """{"k":"k1","m":"hi","l":"zh-Hans"}""", new ChatCall("k1", "hi", "zh-Hans") },
        { """{"k":"k1","n":12}""", new LikeCall("k1", 12) },
        { """{"k":"k1","g":"rose","q":3}""", new GiftCall("k1", "rose", 3) },
        { """{"k":"k1","to":"wechat"}""", new ShareCall("k1", "wechat") },
        { """{"k":"k1"}""", new ShareCall("k1") },
        { """{"k":"k1"}""", new FollowCall("k1") },
        { """{"c":1700000000000.25}""", new TimeCall(1700000000000.25) },
        { """{"c":1,"r":2.5,"t":3}""", new TimeReply(1, 2.5, 3) },
        { """{"c":1,"r":2.5,"t":3,"ack":"00000000000000ff"}""", new TimeReply(1, 2.5, 3, "00000000000000ff") },
        { """{"ack":"00000000000000ff"}""", new TimeAckCall("00000000000000ff") },
        { """{"k":"k1","d":7}""", new DeleteCall("k1", 7) },
        { """{"k":"k1","p":"tiktok","i":"u7","ms":60000}""", new MuteCall("k1", "tiktok", "u7", 60_000) },
        { """{"k":"k1","p":"tiktok","i":"u7"}""", new UnmuteCall("k1", "tiktok", "u7") },
        { """{"k":"k1","ms":0}""", new SlowCall("k1", 0) },
        { """{"k":"k1","w":["a","b"]}""", new WordsCall("k1", ["a", "b"]) },
        { """{"k":"k1","m":"Title"}""", new OpenCall("k1", "Title") },
        { """{"k":"k1","m":"Reason"}""", new CloseCall("k1", "Reason") },
        { """{"k":"k1","m":"Text"}""", new AnnounceCall("k1", "Text") },
        { """{"k":"k1","d":7}""", new PinCall("k1", 7) },
        { """{"k":"k1","m":"Text"}""", new PinCall("k1", Text: "Text") },
        { """{"k":"k1"}""", new UnpinCall("k1") },
        { """{"k":"k1","kd":"lucky","v":8888,"c":"CNY","q":66,"m":"hi","st":5,"ex":9}""", new PacketCall("k1", "lucky", 8_888, "CNY", 66, "hi", 5, 9) },
        { """{"k":"k1","d":21}""", new GrabCall("k1", 21) },
        { """{"ok":true,"e":2,"s":70}""", CommandReply.From(new CommandAnswer(CommandOutcome.Accepted, new Position(2, 70))) },
        { """{"ok":true,"e":2,"s":70,"rep":true}""", CommandReply.From(new CommandAnswer(CommandOutcome.Repeated, new Position(2, 70))) },
        { """{"ok":false,"code":"rate.viewer","detail":"Wait.","retry":900}""", CommandReply.From(CommandAnswer.Reject(Rejection.ViewerRate, "Wait.", 900)) },
        {
            """{"ok":false,"code":"sale.waiting","detail":"Wait.","retry":5000,"wait":{"no":7,"ah":3,"ps":0.5,"eta":8000}}""",
            new CommandReply(false, Code: Rejection.SaleWaiting, Detail: "Wait.", RetryMs: 5_000, Waiting: new WaitingReply(7, 3, 0.5, 8_000))
        },
        {
            """{"ok":true,"e":2,"s":70,"at":5,"rec":true,"me":{"p":"web","i":"u1","n":"Ann","r":0},"gifts":[{"g":"rose","n":"Rose","v":50,"c":"USD"}]}""",
            new JoinReply(true, 2, 70, 5, true, Me: new Me("web", "u1", "Ann", 0), Gifts: [new GiftOffer("rose", "Rose", 50, "USD")])
        },
        {
            $$"""{"ok":true,"e":2,"s":70,"at":5,"rec":false,"why":"new","view":{{EmptyView}},"me":{"p":"web","i":"u1","n":"Ann","r":1},"gifts":[]}""",
            new JoinReply(true, 2, 70, 5, false, JoinReasons.New, new ViewMessage(new RoomView().ToSnapshot()), new Me("web", "u1", "Ann", 1), [])
        },
        { """{"ok":false,"code":"room.unknown","detail":"No."}""", new JoinReply(false, Code: Rejection.RoomUnknown, Detail: "No.") },
        { $$"""{"why":"lagging","e":2,"s":70,"view":{{EmptyView}}}""", new ResetMessage(JoinReasons.Lagging, 2, 70, new ViewMessage(new RoomView().ToSnapshot())) },
        { """{"code":3000,"reason":"shutting-down","retry":500}""", ByeMessage.Of(DisconnectCode.ShuttingDown, 500) },
        { """{"r":"room-1","e":2,"s":70,"h":true,"via":["edge-1"]}""", new EdgeJoinRequest("room-1", 2, 70, true, ["edge-1"]) },
        {
            """{"c":[{"t":"like","by":{"p":"web","i":"u1","n":"Ann","r":0},"c":{"k":"k1","n":3}}]}""",
            new BatchCall([new ForwardedCommand("like", new Me("web", "u1", "Ann", 0), new ForwardedCall("k1", Count: 3))])
        },
        {
            """{"c":[{"t":"follow","by":{"p":"web","i":"u1","n":"Ann","r":0},"c":{"k":"k1"},"ac":"member-7"}]}""",
            new BatchCall([new ForwardedCommand("follow", new Me("web", "u1", "Ann", 0), new ForwardedCall("k1"), "member-7")])
        },
        { """{"ok":true,"a":[{"ok":true,"e":2,"s":70}]}""", new BatchReply(true, [new CommandReply(true, 2, 70)]) },
        { """{"ok":false,"code":"join.required","detail":"Join."}""", new BatchReply(false, Code: Rejection.JoinRequired, Detail: "Join.") },
        { """{"n":12,"s":70}""", new ViewersCall(12, 70) },
        { """{"ok":true,"e":2,"s":70}""", new ViewersReply(true, 2, 70) },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_object_is_this_json(string json, object value) =>
        JsonSerializer.Serialize(value, value.GetType(), Wire.JsonOptions).ShouldBe(json);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_object_is_the_same_in_MessagePack(string json, object value)
    {
        var bytes = MessagePackSerializer.Serialize(value.GetType(), value, ProtocolRegistration.MessagePackOptions);

        JsonNode.DeepEquals(Wire.WithoutNulls(Wire.MessagePackTree(bytes)), JsonNode.Parse(json)).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_object_is_read_back_in_both_protocols(string json, object value)
    {
        var fromJson = JsonSerializer.Deserialize(json, value.GetType(), Wire.JsonOptions);
        var fromMessagePack = MessagePackSerializer.Deserialize(value.GetType(), Wire.MessagePackOf(json), ProtocolRegistration.MessagePackOptions);

        JsonSerializer.Serialize(fromJson, value.GetType(), Wire.JsonOptions).ShouldBe(json);
        JsonSerializer.Serialize(fromMessagePack, value.GetType(), Wire.JsonOptions).ShouldBe(json);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Names_that_are_missing_or_unknown_are_no_error_in_either_protocol(string json, object value)
    {
        _ = json;
        foreach (var text in new[] { "{}", """{"zz":{"a":[1,null]}}""" })
        {
            JsonSerializer.Deserialize(text, value.GetType(), Wire.JsonOptions).ShouldNotBeNull();
            MessagePackSerializer.Deserialize(value.GetType(), Wire.MessagePackOf(text), ProtocolRegistration.MessagePackOptions).ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_missing_interval_or_list_is_told_apart_from_off_and_empty()
    {
        Wire.FromJson<SlowCall>("""{"k":"k1"}""")!.IntervalMs.ShouldBeNull();
        Wire.FromJson<WordsCall>("""{"k":"k1"}""")!.Words.ShouldBeNull();
        Wire.FromMessagePack<WordsCall>(Wire.MessagePackOf("""{"k":"k1","w":[null]}"""))!.Words.ShouldBe([null]);
    }

    [Theory]
    [InlineData("""{"k":1}""")]
    [InlineData("""{"k":"k1","n":"many"}""")]
    [InlineData("""{"k":"k1","n":1.5}""")]
    [InlineData("[]")]
    [InlineData("7")]
    public void Wrong_types_are_a_serialization_error(string json)
    {
        Should.Throw<JsonException>(() => Wire.FromJson<LikeCall>(json));
        Should.Throw<MessagePackSerializationException>(() => Wire.FromMessagePack<LikeCall>(Wire.MessagePackOf(json)));
    }
}
