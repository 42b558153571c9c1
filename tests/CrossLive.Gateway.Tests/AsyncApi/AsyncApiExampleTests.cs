using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossLive.Platforms;
using CrossLive.Platforms.Generic;
using CrossLive.Platforms.Twitch;
using CrossLive.Platforms.YouTube;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using Shouldly;
using Xunit;
using static CrossLive.Gateway.Tests.AsyncApi.AsyncApiDocument;

namespace CrossLive.Gateway.Tests.AsyncApi;

/// <summary>The document's examples are what the code reads and writes.</summary>
public sealed class AsyncApiExampleTests
{
    private static readonly PlatformDeclaration Custom = PlatformCatalog.Find("custom")!;
    private static readonly JsonSerializerOptions Wire = WireOptions();

    public static TheoryData<string> IngressMessages { get; } = [.. MessagesOf("genericIngress").Select(message => message.Key)];

    public static TheoryData<string, Type> HubPayloads { get; } = new()
    {
        { HubMethods.Join, typeof(JoinRequest) },
        { HubMethods.Chat, typeof(ChatCall) },
        { HubMethods.Like, typeof(LikeCall) },
        { HubMethods.Gift, typeof(GiftCall) },
        { HubMethods.Share, typeof(ShareCall) },
        { HubMethods.Follow, typeof(FollowCall) },
        { HubMethods.Time, typeof(TimeCall) },
        { HubMethods.TimeAck, typeof(TimeAckCall) },
        { HubMethods.Delete, typeof(DeleteCall) },
        { HubMethods.Mute, typeof(MuteCall) },
        { HubMethods.Unmute, typeof(UnmuteCall) },
        { HubMethods.Slow, typeof(SlowCall) },
        { HubMethods.Words, typeof(WordsCall) },
        { HubMethods.Open, typeof(OpenCall) },
        { HubMethods.Close, typeof(CloseCall) },
        { HubMethods.Announce, typeof(AnnounceCall) },
        { HubMethods.Pin, typeof(PinCall) },
        { HubMethods.Unpin, typeof(UnpinCall) },
        { HubMethods.Packet, typeof(PacketCall) },
        { HubMethods.Grab, typeof(GrabCall) },
        { HubMethods.SaleSchedule, typeof(SaleScheduleCall) },
        { HubMethods.SaleArm, typeof(SaleCall) },
        { HubMethods.SaleMove, typeof(SaleMoveCall) },
        { HubMethods.SaleClose, typeof(SaleCall) },
        { HubMethods.SaleCancel, typeof(SaleCall) },
        { HubMethods.Claim, typeof(ClaimCall) },
        { HubMethods.ClaimLook, typeof(ClaimNumberCall) },
        { HubMethods.ClaimRelease, typeof(ClaimNumberCall) },
        { HubMethods.ClaimPay, typeof(ClaimPayCall) },
        { "joinReply", typeof(JoinReply) },
        { "commandReply", typeof(CommandReply) },
        { "timeReply", typeof(TimeReply) },
        { HubMethods.Events, typeof(EventFrame) },
        { HubMethods.Reset, typeof(ResetMessage) },
        { HubMethods.Bye, typeof(ByeMessage) },
        { "edgeJoin", typeof(EdgeJoinRequest) },
        { "edgeJoinReply", typeof(JoinReply) },
        { "edgeBatch", typeof(BatchCall) },
        { "batchReply", typeof(BatchReply) },
        { "edgeViewers", typeof(ViewersCall) },
        { "viewersReply", typeof(ViewersReply) },
    };

    [Theory]
    [MemberData(nameof(IngressMessages))]
    public void The_ingress_takes_every_event_of_an_example(string message)
    {
        var contentType = At($"/components/messages/{message}/contentType").GetValue<string>();
        foreach (var example in At($"/components/messages/{message}/examples").AsArray())
        {
            var headers = example!["headers"]!.AsObject().Select(header => new KeyValuePair<string, string>(header.Key, header.Value!.GetValue<string>()));
            var events = GenericEventParser.Parse(Custom, contentType, headers, Bytes(example["payload"]!));

            events.ShouldNotBeEmpty();
            events.ShouldAllBe(e => e.Refusal == null && e.Command != null);
        }
    }

    [Fact]
    public void A_deletion_s_example_names_the_message_of_the_first_chat_example()
    {
        var chat = ExamplesOf("chatEvent").First();
        var deletion = ExamplesOf("messageDeletedEvent").First();

        deletion["data"]!["messageId"]!.GetValue<string>().ShouldBe(chat["id"]!.GetValue<string>());
        deletion["source"]!.GetValue<string>().ShouldBe(chat["source"]!.GetValue<string>());
    }

    [Fact]
    public void Every_payload_of_the_hub_is_checked() =>
        HubPayloads.Select(row => (string)row[0]).ShouldBe(MessagesOf("roomHub").Concat(MessagesOf("edgeHub")).Select(message => message.Key).Distinct(), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(HubPayloads))]
    public void An_example_of_the_hub_is_read_and_written_without_a_change(string message, Type type)
    {
        foreach (var example in ExamplesOf(message))
        {
            var written = JsonSerializer.SerializeToNode(example.Deserialize(type, Wire), type, Wire);

            JsonNode.DeepEquals(written, example).ShouldBeTrue($"{message}: {example.ToJsonString()} came back as {written?.ToJsonString()}");
        }
    }

    [Fact]
    public void The_example_of_a_frame_holds_every_kind_of_event() =>
        ExamplesOf(HubMethods.Events).Single()["v"]!.AsArray().Select(e => e!["t"]!.GetValue<string>()).ShouldBe(ConstantsOf<string>(typeof(EventKinds)), ignoreOrder: true);

    [Theory]
    [InlineData("twitchNotification", typeof(TwitchNotification))]
    [InlineData("twitchChallenge", typeof(TwitchChallenge))]
    [InlineData("twitchRevocation", typeof(TwitchRevocation))]
    public void Twitch_s_examples_are_understood(string message, Type type)
    {
        var parsed = TwitchEventParser.Parse(At($"/components/messages/{message}/name").GetValue<string>(), "made-up-1", Bytes(ExamplesOf(message).Single()));

        parsed.ShouldBeOfType(type);
        (parsed as TwitchNotification)?.Event.Refusal.ShouldBeNull();
    }

    [Fact]
    public void The_example_of_a_page_of_YouTube_s_is_understood() =>
        YouTubePageParser.Parse("made-up-chat", Bytes(ExamplesOf("youtubePage").Single())).Events.Single().Refusal.ShouldBeNull();

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static JsonSerializerOptions WireOptions()
    {
        var options = new JsonSerializerOptions();
        ProtocolRegistration.Configure(options);
        return options;
    }
}
