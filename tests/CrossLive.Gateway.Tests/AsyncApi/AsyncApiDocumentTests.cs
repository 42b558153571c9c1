using System.Text.Json.Nodes;
using CrossLive.FlashSales;
using CrossLive.Gateway.Ingress;
using CrossLive.Platforms;
using CrossLive.Platforms.Generic;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Gateway.Tests.AsyncApi.AsyncApiDocument;

namespace CrossLive.Gateway.Tests.AsyncApi;

/// <summary>The document names everything that the code can send, take and refuse, and nothing else.</summary>
public sealed class AsyncApiDocumentTests
{
    private static readonly ForwardedCall AnyCall = new("k", Sale: new SaleScheduleCall("k", null, null, null, null, 0, 0));

    private static readonly string[] ServerMessages = [HubMethods.Events, HubMethods.Reset, HubMethods.Bye];

    [Fact]
    public void Every_reference_leads_to_something()
    {
        References().ShouldNotBeEmpty();
        References().Where(reference => !reference.StartsWith("#/", StringComparison.Ordinal) || Find(reference[1..]) is null).ShouldBeEmpty();
    }

    [Fact]
    public void Every_call_and_message_of_the_hub_has_an_operation()
    {
        var operations = At("/operations").AsObject().Where(operation => operation.Value!["channel"]!["$ref"]!.GetValue<string>() == "#/channels/roomHub").ToArray();
        var calls = ConstantsOf<string>(typeof(HubMethods)).Except([HubMethods.Path, .. ServerMessages]);

        NamesOf(operations, "receive").ShouldBe(calls, ignoreOrder: true);
        NamesOf(operations, "send").ShouldBe(ServerMessages, ignoreOrder: true);
        operations.Where(operation => operation.Value!["action"]!.GetValue<string>() == "receive" && operation.Value!["reply"] is null)
            .ShouldHaveSingleItem().Key.ShouldBe("callTimeAck");
        At("/channels/roomHub/address").GetValue<string>().ShouldBe(HubMethods.Path);
    }

    [Fact]
    public void Every_call_and_message_of_the_edges_hub_has_an_operation()
    {
        var operations = At("/operations").AsObject().Where(operation => operation.Value!["channel"]!["$ref"]!.GetValue<string>() == "#/channels/edgeHub").ToArray();

        NamesOf(operations, "receive").ShouldBe(ConstantsOf<string>(typeof(EdgeMethods)).Except([EdgeMethods.Path]), ignoreOrder: true);
        NamesOf(operations, "send").ShouldBe(ServerMessages, ignoreOrder: true);
        At("/channels/edgeHub/address").GetValue<string>().ShouldBe(EdgeMethods.Path);
        At("/components/schemas/forwardedCommand/properties/t/enum").AsArray().Select(name => name!.GetValue<string>()).ShouldAllBe(name => AnyCall.ToCall(name) != null);
    }

    [Fact]
    public void Every_kind_of_event_has_a_schema_and_is_one_of_a_frame_s()
    {
        var choices = At("/components/schemas/event/oneOf").AsArray().Select(choice => choice!["$ref"]!.GetValue<string>());

        choices.ShouldBe(ConstantsOf<string>(typeof(EventKinds)).Select(kind => $"#/components/schemas/event_{kind}"), ignoreOrder: true);
        ConstantsOf<string>(typeof(EventKinds)).ShouldAllBe(kind => Find($"/components/schemas/event_{kind}/allOf")!.AsArray().Any(part => IsKind(part!, kind)));
    }

    [Fact]
    public void Every_event_type_of_the_generic_ingress_is_a_message_in_all_three_modes()
    {
        string[] types = [.. ConstantsOf<string>(typeof(GenericEventType))];

        MessagesOf("genericIngress").Select(message => message.Message["name"]!.GetValue<string>()).ShouldBe([.. types, "binary", "batch"], ignoreOrder: true);
        At("/components/schemas/binaryHeaders/allOf/1/properties/ce-type/enum").AsArray().Select(type => type!.GetValue<string>()).ShouldBe(types, ignoreOrder: true);
        At("/components/messages/batch/payload/items/oneOf").AsArray().Count.ShouldBe(types.Length);
    }

    [Fact]
    public void Every_generic_platform_can_be_named_in_the_address() =>
        At("/channels/genericIngress/parameters/platform/enum").AsArray().Select(name => name!.GetValue<string>())
            .ShouldBe(PlatformCatalog.All.Where(platform => platform.Kind == PlatformKind.Generic).Select(platform => platform.Name));

    [Fact]
    public void Every_code_of_a_refusal_is_explained()
    {
        string[] schemas = ["hubCode", "eventCode", "requestCode"];
        var codes = schemas.SelectMany(schema => ConstantsOf($"/components/schemas/{schema}/oneOf")).Select(code => code.GetValue<string>()).Distinct(StringComparer.Ordinal);

        codes.ShouldBe([.. ConstantsOf<string>(typeof(Rejection)), .. ConstantsOf<string>(typeof(IngressCode))], ignoreOrder: true);
    }

    [Fact]
    public void Every_disconnect_code_and_its_name_is_explained()
    {
        var choices = At("/components/schemas/disconnectCode/anyOf").AsArray().Where(choice => choice!["const"] is not null).Select(choice => (choice!["const"]!.GetValue<int>(), choice["title"]!.GetValue<string>()));

        choices.ShouldBe(ConstantsOf<int>(typeof(DisconnectCode)).Select(code => (code, DisconnectCode.NameOf(code))), ignoreOrder: true);
    }

    [Fact]
    public void Every_reason_to_start_from_a_snapshot_is_explained() =>
        ConstantsOf("/components/schemas/joinReason/oneOf").Concat(ConstantsOf("/components/messages/reset/payload/properties/why/oneOf")).Select(why => why.GetValue<string>())
            .ShouldBe(ConstantsOf<string>(typeof(JoinReasons)), ignoreOrder: true);

    [Theory]
    [InlineData("messages/batch/payload/maxItems", GenericEventParser.MaxEventsPerBatch)]
    [InlineData("schemas/cloudEvent/properties/id/maxLength", CommandKey.MaxIdLength)]
    [InlineData("schemas/cloudEvent/properties/source/maxLength", GenericEvent.MaxSourceLength)]
    [InlineData("schemas/user/properties/id/maxLength", Person.MaxIdLength)]
    [InlineData("schemas/likeData/properties/count/maximum", RoomLimits.MaxLikesPerCommand)]
    [InlineData("schemas/likeCall/properties/n/maximum", RoomLimits.MaxLikesPerCommand)]
    [InlineData("schemas/giftData/properties/quantity/maximum", RoomLimits.MaxGiftQuantity)]
    [InlineData("schemas/giftData/properties/giftId/maxLength", RoomLimits.MaxGiftIdLength)]
    [InlineData("schemas/giftCall/properties/q/maximum", RoomLimits.MaxGiftQuantity)]
    [InlineData("schemas/price/properties/minorUnits/maximum", RoomLimits.MaxGiftMinorUnits)]
    [InlineData("schemas/viewersCountData/properties/count/maximum", RoomLimits.MaxViewers)]
    [InlineData("schemas/userMutedData/properties/durationMs/maximum", RoomLimits.MaxMuteMs)]
    [InlineData("schemas/muteCall/properties/ms/maximum", RoomLimits.MaxMuteMs)]
    [InlineData("schemas/slowCall/properties/ms/maximum", RoomLimits.MaxSlowModeMs)]
    [InlineData("schemas/wordsCall/properties/w/maxItems", RoomLimits.MaxWords)]
    [InlineData("schemas/wordsCall/properties/w/items/maxLength", RoomLimits.MaxWordLength)]
    [InlineData("schemas/openCall/properties/m/maxLength", RoomLimits.MaxTitleLength)]
    [InlineData("schemas/announceCall/properties/m/maxLength", RoomLimits.MaxTextLength)]
    [InlineData("schemas/event_chat/allOf/2/properties/m/maxLength", RoomLimits.MaxTextLength)]
    [InlineData("schemas/view/properties/recent/maxItems", RoomLimits.RecentMessages)]
    [InlineData("schemas/view/properties/packets/maxItems", RedPacketLimits.MaxOpen)]
    [InlineData("schemas/packetCall/properties/v/maximum", RedPacketLimits.MaxTotalMinorUnits)]
    [InlineData("schemas/packetCall/properties/q/maximum", RedPacketLimits.MaxCount)]
    [InlineData("schemas/packetCall/properties/m/maxLength", RedPacketLimits.MaxMessageLength)]
    [InlineData("schemas/redPacket/properties/last/maxItems", RedPacketLimits.RecentTakers)]
    [InlineData("schemas/forwardedCommand/properties/ac/maxLength", Person.MaxAccountLength)]
    [InlineData("schemas/batchCall/properties/c/maxItems", ProtocolLimits.MaxBatchCommands)]
    [InlineData("schemas/viewersCall/properties/n/maximum", RoomLimits.MaxViewers)]
    [InlineData("schemas/edgeJoinCall/properties/via/maxItems", ProtocolLimits.MaxEdgesInPath)]
    [InlineData("schemas/edgeName/maxLength", ProtocolLimits.MaxEdgeNameLength)]
    [InlineData("schemas/key/maxLength", CommandKey.MaxIdLength)]
    [InlineData("schemas/roomName/maxLength", RoomId.MaxLength)]
    [InlineData("schemas/platformName/maxLength", PlatformId.MaxLength)]
    [InlineData("schemas/saleScheduleCall/properties/stock/maximum", SaleLimits.MaxStock)]
    [InlineData("schemas/saleScheduleCall/properties/prices/maxItems", SaleLimits.MaxPrices)]
    [InlineData("schemas/saleScheduleCall/properties/prices/items/properties/v/maximum", SaleLimits.MaxPriceMinorUnits)]
    [InlineData("schemas/saleScheduleCall/properties/buckets/maxItems", SaleLimits.MaxBuckets)]
    [InlineData("schemas/saleScheduleCall/properties/limit/maximum", SaleLimits.MaxLimitPerBuyer)]
    [InlineData("schemas/saleScheduleCall/properties/pay/minimum", SaleLimits.MinPayWithinMs)]
    [InlineData("schemas/saleScheduleCall/properties/pay/maximum", SaleLimits.MaxPayWithinMs)]
    [InlineData("schemas/saleScheduleCall/properties/window/maximum", SaleLimits.MaxFairWindowMs)]
    [InlineData("schemas/saleScheduleCall/properties/floor/maximum", SaleLimits.MaxHumanFloorMs)]
    [InlineData("schemas/saleScheduleCall/properties/tie/maximum", SaleLimits.MaxTieUs)]
    [InlineData("schemas/claimPayCall/properties/pm/maxLength", SaleLimits.MaxIdLength)]
    [InlineData("schemas/view/properties/sales/maxItems", RoomLimits.MaxSales)]
    [InlineData("schemas/unixMs/maximum", RoomLimits.MaxUnixMs)]
    public void A_limit_is_the_code_s(string pointer, long limit) => At($"/components/{pointer}").GetValue<long>().ShouldBe(limit);

    [Fact]
    public void The_largest_body_is_the_ingress_s() =>
        At("/channels/genericIngress/description").GetValue<string>().ShouldContain($"At most {IngressOptions.MaxBodyBytes:N0} bytes");

    private static IEnumerable<string> NamesOf(IEnumerable<KeyValuePair<string, JsonNode?>> operations, string action) => operations
        .Where(operation => operation.Value!["action"]!.GetValue<string>() == action)
        .Select(operation => At(operation.Value!["messages"]![0]!["$ref"]!.GetValue<string>()[1..])["name"]!.GetValue<string>());

    private static bool IsKind(JsonNode part, string kind) => part["properties"]?["t"]?["const"]?.GetValue<string>() == kind;
}
