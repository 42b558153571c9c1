using CrossLive.FlashSales;
using CrossLive.FlashSales.Waiting;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Protocol.Tests.Calls;

public class ForwardedCallTests
{
    public static TheoryData<string, IKeyedCall> Calls => new()
    {
        { HubMethods.Chat, new ChatCall("k", "hi", "de") },
        { HubMethods.Chat, new ChatCall("k", null) },
        { HubMethods.Like, new LikeCall("k", 7) },
        { HubMethods.Gift, new GiftCall("k", "rose", 2) },
        { HubMethods.Share, new ShareCall("k", "wechat") },
        { HubMethods.Follow, new FollowCall("k") },
        { HubMethods.Delete, new DeleteCall("k", 9) },
        { HubMethods.Mute, new MuteCall("k", "tiktok", "u", 5) },
        { HubMethods.Mute, new MuteCall("k", "tiktok", "u") },
        { HubMethods.Unmute, new UnmuteCall("k", "tiktok", "u") },
        { HubMethods.Slow, new SlowCall("k", 0) },
        { HubMethods.Slow, new SlowCall("k", null) },
        { HubMethods.Words, new WordsCall("k", null) },
        { HubMethods.Open, new OpenCall("k", "t") },
        { HubMethods.Close, new CloseCall("k", "r") },
        { HubMethods.Announce, new AnnounceCall("k", "t") },
        { HubMethods.Pin, new PinCall("k", 4) },
        { HubMethods.Pin, new PinCall("k", Text: "t") },
        { HubMethods.Unpin, new UnpinCall("k") },
        { HubMethods.Packet, new PacketCall("k", "fixed", 300, "KWD", 3, "hi", 5, 9) },
        { HubMethods.Packet, new PacketCall("k", null, 0, null, 0, null, null, 0) },
        { HubMethods.Grab, new GrabCall("k", 7) },
        { HubMethods.SaleSchedule, new SaleScheduleCall("k", "lamp", "The lamp", "sku-1", null, 10, 5, 9, null, 2, 60_000, 500, 150, 250) },
        { HubMethods.SaleArm, new SaleCall("k", "lamp") },
        { HubMethods.SaleMove, new SaleMoveCall("k", "lamp", 5, null) },
        { HubMethods.Claim, new ClaimCall("k", "lamp", 2, "EUR", 340_000) },
        { HubMethods.ClaimLook, new ClaimNumberCall("k", "lamp", 17) },
        { HubMethods.ClaimPay, new ClaimPayCall("k", "lamp", 17, "pay-1", 1_999, "EUR") },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_comes_through_a_batch_unchanged(string method, IKeyedCall call)
    {
        var fields = ForwardedCall.Of(call);

        Wire.FromJson<ForwardedCall>(Wire.ToJson(fields))!.ToCall(method).ShouldBe(call);
        Wire.FromMessagePack<ForwardedCall>(Wire.ToMessagePack(fields))!.ToCall(method).ShouldBe(call);
    }

    [Fact]
    public void A_word_list_comes_through_a_batch_unchanged() =>
        Wire.FromMessagePack<ForwardedCall>(Wire.ToMessagePack(ForwardedCall.Of(new WordsCall("k", ["a", null, "b"]))))!.ToCall(HubMethods.Words)
            .ShouldBeOfType<WordsCall>().Words.ShouldBe(["a", null, "b"]);

    [Fact]
    public void Every_command_of_the_hub_can_stand_in_a_batch()
    {
        var records = typeof(IKeyedCall).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IKeyedCall)) && type != typeof(ForwardedCall));

        Calls.Select(call => ((object[])call)[1].GetType()).Distinct().ShouldBe(records, ignoreOrder: true);
    }

    [Fact]
    public void What_is_no_command_makes_no_call()
    {
        new ForwardedCall("k").ToCall("join").ShouldBeNull();
        new ForwardedCall("k").ToCall(null).ShouldBeNull();
    }

    [Fact]
    public void An_answer_comes_back_as_it_was()
    {
        CommandAnswer[] answers =
        [
            new(CommandOutcome.Accepted, new Position(2, 70)),
            new(CommandOutcome.Repeated, new Position(2, 70)),
            CommandAnswer.Reject(Rejection.SlowMode, "Wait.", 900),
            CommandAnswer.Of(SaleAnswer.InLine(new WaitingProgress(1_204, 37, 12.5, 3_000, 3_125))),
            CommandAnswer.Of(SaleAnswer.InLine(new WaitingProgress(1, 0, 0, null, 1_000))),
        ];

        answers.Select(answer => CommandReply.From(answer).ToAnswer()).ShouldBe(answers);
        new CommandReply(true).ToAnswer().ShouldBeNull();
        new CommandReply(false).ToAnswer().ShouldBeNull();
    }
}
