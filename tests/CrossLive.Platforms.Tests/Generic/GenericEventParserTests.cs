using System.Text;
using CrossLive.Platforms.Generic;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.Generic;

public sealed class GenericEventParserTests
{
    private const string Structured = "application/cloudevents+json; charset=utf-8";
    private const string Batch = "application/cloudevents-batch+json";
    private const string Binary = "application/json";
    private static readonly PlatformDeclaration Custom = PlatformCatalog.Find("custom")!;

    [Fact]
    public void The_three_modes_give_the_same_command()
    {
        var structured = ParseOne(Structured, CloudEventBody.Structured("crosslive.gift", CloudEventBody.Gift));
        var batched = ParseOne(Batch, Encoding.UTF8.GetBytes($"[{CloudEventBody.StructuredText("crosslive.gift", CloudEventBody.Gift)}]"));
        var binary = GenericEventParser.Parse(Custom, Binary, CloudEventBody.BinaryHeaders("crosslive.gift"), Encoding.UTF8.GetBytes(CloudEventBody.Gift))[0];

        var command = structured.Command.ShouldNotBeNull();
        command.Actor.ShouldBe(new Person("custom", "u1", "Ana"));
        command.Body.ShouldBe(new SendGift("rose", "Rose", 3, new Money(199, "USD"), "c1", "para ti"));
        command.Key.ShouldBe(CommandKey.For("custom:/bridge/7", "e1"));
        command.OccurredAtUnixMs.ShouldBe(1793613600250);
        structured.Id.ShouldBe("e1");
        batched.ShouldBe(structured);
        binary.ShouldBe(structured);
    }

    [Theory]
    [InlineData("crosslive.chat", """{"user":{"id":"7","name":"小明"},"text":"这个多少钱？","language":"zh"}""", "PostChat { Text = 这个多少钱？, Language = zh }")]
    [InlineData("crosslive.like", """{"user":{"id":"7"},"count":12}""", "SendLikes { Count = 12 }")]
    [InlineData("crosslive.like", "{}", "SendLikes { Count = 1 }")]
    [InlineData("crosslive.share", """{"user":{"id":"7"},"target":"whatsapp"}""", "Share { Target = whatsapp }")]
    [InlineData("crosslive.follow", """{"user":{"id":"7"}}""", "Follow { }")]
    [InlineData("crosslive.viewers.joined", "{}", "ChangeViewers { Delta = 1 }")]
    [InlineData("crosslive.viewers.left", """{"count":4}""", "ChangeViewers { Delta = -4 }")]
    [InlineData("crosslive.viewers.count", """{"count":0}""", "CountViewers { Count = 0 }")]
    [InlineData("crosslive.user.muted", """{"user":{"id":"7"},"durationMs":60000}""", "MuteUser { Platform = custom, UserId = 7, DurationMs = 60000 }")]
    [InlineData("crosslive.user.muted", """{"user":{"id":"7"}}""", "MuteUser { Platform = custom, UserId = 7, DurationMs =  }")]
    [InlineData("crosslive.user.unmuted", """{"user":{"id":"7"}}""", "UnmuteUser { Platform = custom, UserId = 7 }")]
    public void Each_event_type_becomes_its_command(string type, string data, string body) =>
        ParseOne(Structured, CloudEventBody.Structured(type, data)).Command.ShouldNotBeNull().Body.ToString().ShouldBe(body);

    [Fact]
    public void A_deletion_names_the_key_that_the_message_came_under()
    {
        var message = ParseOne(Structured, CloudEventBody.Structured("crosslive.chat", """{"user":{"id":"7"},"text":"hi"}""", id: "m1"));
        var deletion = ParseOne(Structured, CloudEventBody.Structured("crosslive.message.deleted", """{"messageId":"m1"}""", id: "d1"));
        var fromElsewhere = ParseOne(Structured, CloudEventBody.Structured("crosslive.message.deleted", """{"messageId":"m1","source":"/bridge/7"}""", id: "d1", source: "/moderation"));

        deletion.Command!.Body.ShouldBe(new DeleteMessage(null, message.Command!.Key));
        deletion.Command.Actor.Role.ShouldBe(Role.Platform);
        fromElsewhere.Command!.Body.ShouldBe(deletion.Command.Body);
    }

    [Fact]
    public void One_platform_s_sender_cannot_name_another_platform_s_event() =>
        GenericEvent.KeyFor(PlatformCatalog.Find("tiktok")!, "s", "1").ShouldNotBe(GenericEvent.KeyFor(PlatformCatalog.Find("douyin")!, "s", "1"));

    [Fact]
    public void The_content_of_a_repeat_is_compared_but_not_the_shown_name()
    {
        var first = ParseOne(Structured, CloudEventBody.Structured("crosslive.chat", """{"user":{"id":"7","name":"A"},"text":"hi"}"""));
        var renamed = ParseOne(Structured, CloudEventBody.Structured("crosslive.chat", """{"text":"hi", "user":{"name":"B","id":"7"}}"""));
        var other = ParseOne(Structured, CloudEventBody.Structured("crosslive.chat", """{"user":{"id":"7","name":"A"},"text":"ho"}"""));

        renamed.Command!.Fingerprint.ShouldBe(first.Command!.Fingerprint);
        other.Command!.Fingerprint.ShouldNotBe(first.Command.Fingerprint);
    }

    [Theory]
    [InlineData("""{"amount":"1.99","currency":"USD"}""", 199)]
    [InlineData("""{"amount":"200","currency":"JPY"}""", 200)]
    [InlineData("""{"amount":"1.234","currency":"KWD"}""", 1234)]
    [InlineData("""{"minorUnits":200,"currency":"JPY"}""", 200)]
    public void Prices_are_minor_units_of_the_currency(string price, long minorUnits) =>
        ((SendGift)ParseOne(Structured, Gift(price)).Command!.Body).UnitPrice!.Value.MinorUnits.ShouldBe(minorUnits);

    [Theory]
    [InlineData("""{"minorUnits":1,"currency":"XXX"}""", Rejection.CurrencyUnknown)]
    [InlineData("""{"minorUnits":1,"currency":"usd"}""", Rejection.CurrencyUnknown)]
    [InlineData("""{"minorUnits":1,"currency":""}""", Rejection.CurrencyUnknown)]
    [InlineData("""{"amount":"200.5","currency":"JPY"}""", Rejection.AmountInvalid)]
    [InlineData("""{"amount":"1.999","currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"amount":"1e3","currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"amount":"NaN","currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"minorUnits":0,"currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"minorUnits":-199,"currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"amount":"-1.99","currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"minorUnits":9223372036854775807,"currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"amount":"99999999999999999999999999999","currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"minorUnits":1,"amount":"0.01","currency":"USD"}""", Rejection.AmountInvalid)]
    [InlineData("""{"minorUnits":1.5,"currency":"USD"}""", IngressCode.EventMalformed)]
    [InlineData("""{"minorUnits":9223372036854775808,"currency":"USD"}""", IngressCode.EventMalformed)]
    [InlineData("""{"amount":1.99,"currency":"USD"}""", IngressCode.EventMalformed)]
    public void A_wrong_price_is_refused_with_its_field(string price, string code)
    {
        var refusal = ParseOne(Structured, Gift(price)).Refusal.ShouldNotBeNull();

        refusal.Code.ShouldBe(code);
        refusal.Detail.ShouldStartWith("data.unitPrice.");
    }

    [Theory]
    [InlineData("crosslive.chat", """{"user":{"id":"7"}}""", IngressCode.EventMalformed, "data.text: is missing.")]
    [InlineData("crosslive.chat", """{"text":"hi"}""", IngressCode.EventMalformed, "data.user: is missing.")]
    [InlineData("crosslive.chat", """{"user":{"id":""},"text":"hi"}""", IngressCode.EventMalformed, "data.user.id:")]
    [InlineData("crosslive.chat", """{"user":{"id":"a\u0000b"},"text":"hi"}""", IngressCode.EventMalformed, "data.user.id:")]
    [InlineData("crosslive.chat", """{"user":{"id":7},"text":"hi"}""", IngressCode.EventMalformed, "data.user.id: must be a string.")]
    [InlineData("crosslive.chat", """{"user":"7","text":"hi"}""", IngressCode.EventMalformed, "data.user: must be an object.")]
    [InlineData("crosslive.chat", """{"user":{"id":"7"},"text":"\ud83d"}""", Rejection.TextMalformed, "data.text: holds a lone surrogate.")]
    [InlineData("crosslive.chat", """{"user":{"id":"7","name":"\udc00"},"text":"hi"}""", Rejection.TextMalformed, "data.user.name:")]
    [InlineData("crosslive.chat", "[]", IngressCode.EventMalformed, "data: must be an object.")]
    [InlineData("crosslive.chat", "null", IngressCode.EventMalformed, "data: must be JSON.")]
    [InlineData("crosslive.like", """{"count":0}""", Rejection.CountInvalid, "data.count:")]
    [InlineData("crosslive.like", """{"count":-5}""", Rejection.CountInvalid, "data.count:")]
    [InlineData("crosslive.like", """{"count":100001}""", Rejection.CountInvalid, "data.count:")]
    [InlineData("crosslive.like", """{"count":"5"}""", IngressCode.EventMalformed, "data.count: must be a whole number.")]
    [InlineData("crosslive.gift", """{"user":{"id":"7"},"giftId":"rose","quantity":0}""", Rejection.CountInvalid, "data.quantity:")]
    [InlineData("crosslive.gift", """{"user":{"id":"7"},"giftId":""}""", IngressCode.EventMalformed, "data.giftId:")]
    [InlineData("crosslive.viewers.count", """{"count":-1}""", Rejection.CountInvalid, "data.count:")]
    [InlineData("crosslive.viewers.count", "{}", IngressCode.EventMalformed, "data.count: is missing.")]
    [InlineData("crosslive.user.muted", """{"user":{"id":"7"},"durationMs":0}""", Rejection.CountInvalid, "data.durationMs:")]
    [InlineData("crosslive.dance", "{}", IngressCode.EventUnknown, "type: 'crosslive.dance'")]
    [InlineData("com.example.order", "{}", IngressCode.EventUnknown, "type:")]
    public void What_is_wrong_with_an_event_is_said_with_its_field(string type, string data, string code, string detail)
    {
        var parsed = ParseOne(Structured, CloudEventBody.Structured(type, data));

        parsed.Command.ShouldBeNull();
        parsed.Id.ShouldBe("e1");
        parsed.Refusal!.Code.ShouldBe(code);
        parsed.Refusal.Detail.ShouldStartWith(detail);
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","source":"/s","type":"crosslive.follow","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"","source":"/s","type":"crosslive.follow","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"1","type":"crosslive.follow","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","data":{}}""")]
    [InlineData("""{"specversion":"0.3","id":"1","source":"/s","type":"crosslive.follow","data":{}}""")]
    [InlineData("""{"id":"1","source":"/s","type":"crosslive.follow","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"crosslive.follow","time":"yesterday","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"1\u0000","source":"/s","type":"crosslive.follow","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"\ud83d","source":"/s","type":"crosslive.follow","data":{}}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"crosslive.follow","data":{},"data_base64":"e30="}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"crosslive.follow","datacontenttype":"text/plain","data":"hi"}""")]
    [InlineData("[]")]
    [InlineData("7")]
    public void An_envelope_that_is_no_cloud_event_is_refused(string body) =>
        ParseOne(Structured, Encoding.UTF8.GetBytes(body)).Refusal.ShouldNotBeNull().Code.ShouldBe(IngressCode.EventMalformed);

    [Fact]
    public void Data_in_base64_is_read_where_it_is_json()
    {
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"user":{"id":"7"},"text":"hi"}"""));

        ParseOne(Structured, Encoding.UTF8.GetBytes($$"""{"specversion":"1.0","id":"1","source":"/s","type":"crosslive.chat","data_base64":"{{data}}"}"""))
            .Command!.Body.ShouldBe(new PostChat("hi"));
    }

    [Fact]
    public void Ids_and_sources_have_a_longest_length()
    {
        ParseOne(Structured, CloudEventBody.Structured("crosslive.like", "{}", id: new string('i', 255))).Command.ShouldNotBeNull();
        ParseOne(Structured, CloudEventBody.Structured("crosslive.like", "{}", id: new string('i', 256))).Refusal!.Detail.ShouldStartWith("id:");
        ParseOne(Structured, CloudEventBody.Structured("crosslive.like", "{}", source: new string('s', 513))).Refusal!.Detail.ShouldStartWith("source:");
        ParseOne(Structured, CloudEventBody.Structured("crosslive.follow", $$$"""{"user":{"id":"{{{new string('u', 129)}}}"}}""")).Refusal!.Detail.ShouldStartWith("data.user.id:");
    }

    [Fact]
    public void A_tower_of_marks_or_a_direction_override_in_a_name_is_made_fit_to_be_shown()
    {
        var name = ParseOne(Structured, CloudEventBody.Structured("crosslive.follow", $$$"""{"user":{"id":"7","name":"\u202eAna{{{new string('\u0301', 900)}}}"}}""")).Command!.Actor.Name;

        name.ShouldStartWith("Ana");
        name.Length.ShouldBeLessThanOrEqualTo(Person.MaxNameLength);
    }

    [Fact]
    public void Text_with_ten_thousand_marks_is_left_for_the_room_to_mend()
    {
        var text = "a" + new string('\u0301', 10_000);

        ParseOne(Structured, CloudEventBody.Structured("crosslive.chat", $$$"""{"user":{"id":"7"},"text":"{{{text}}}"}""")).Command!.Body.ShouldBe(new PostChat(text));
    }

    [Fact]
    public void Where_the_name_is_missing_or_empty_the_id_is_shown()
    {
        ParseOne(Structured, CloudEventBody.Structured("crosslive.follow", """{"user":{"id":"u7"}}""")).Command!.Actor.Name.ShouldBe("u7");
        ParseOne(Structured, CloudEventBody.Structured("crosslive.follow", """{"user":{"id":"u7","name":"\u0000 \u200b"}}""")).Command!.Actor.Name.ShouldBe("u7");
    }

    [Fact]
    public void An_event_that_the_platform_has_not_declared_is_refused()
    {
        var parsed = GenericEventParser.Parse(PlatformCatalog.Find("shopify")!, Structured, [], CloudEventBody.Structured("crosslive.gift", CloudEventBody.Gift))[0];

        parsed.Refusal!.Code.ShouldBe(Rejection.EventNotDeclared);
    }

    [Fact]
    public void A_batch_gives_one_result_per_event_in_order_and_the_bad_ones_harm_no_other()
    {
        var body = $"[{CloudEventBody.StructuredText("crosslive.like", "{}", id: "1")},7,{CloudEventBody.StructuredText("crosslive.chat", "{}", id: "2")},{CloudEventBody.StructuredText("crosslive.like", "{}", id: "3")}]";

        var parsed = GenericEventParser.Parse(Custom, Batch, [], Encoding.UTF8.GetBytes(body));

        parsed.Select(e => e.Id).ShouldBe(["1", null, "2", "3"]);
        parsed.Select(e => e.Refusal is null).ShouldBe([true, false, false, true]);
    }

    [Fact]
    public void A_batch_may_be_empty_and_has_a_largest_size()
    {
        GenericEventParser.Parse(Custom, Batch, [], "[]"u8.ToArray()).ShouldBeEmpty();
        Fail(Batch, $"[{string.Join(',', Enumerable.Repeat("0", GenericEventParser.MaxEventsPerBatch + 1))}]").ShouldBe(IngressCode.BatchTooLarge);
        Fail(Batch, CloudEventBody.StructuredText("crosslive.like", "{}")).ShouldBe(IngressCode.BodyMalformed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/cloudevents")]
    [InlineData("application/cloudevents+xml")]
    [InlineData("application/cloudevents-batch+xml")]
    [InlineData("application/cloudevents+json; charset=utf-16")]
    [InlineData("not a type")]
    public void Another_content_type_is_not_supported(string? contentType) => Fail(contentType, "{}").ShouldBe(IngressCode.ContentTypeUnsupported);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("\u00ff")]
    [InlineData("{}{}")]
    [InlineData("// {}")]
    public void What_is_not_json_is_malformed_in_every_mode(string body)
    {
        Fail(Structured, body).ShouldBe(IngressCode.BodyMalformed);
        Fail(Batch, body).ShouldBe(IngressCode.BodyMalformed);
        Should.Throw<PayloadException>(() => GenericEventParser.Parse(Custom, Binary, CloudEventBody.BinaryHeaders("crosslive.like"), Encoding.UTF8.GetBytes(body)))
            .Code.ShouldBe(IngressCode.BodyMalformed);
    }

    [Fact]
    public void Json_deeper_than_any_event_is_malformed() => Fail(Structured, new string('[', 10_000)).ShouldBe(IngressCode.BodyMalformed);

    [Fact]
    public void Plain_json_without_cloud_event_headers_is_told_what_is_missing() =>
        Should.Throw<PayloadException>(() => GenericEventParser.Parse(Custom, Binary, [], "{}"u8.ToArray())).Message.ShouldContain("ce-specversion");

    [Fact]
    public void Header_values_are_percent_decoded_once()
    {
        var parsed = GenericEventParser.Parse(Custom, Binary, CloudEventBody.BinaryHeaders("crosslive.like", id: "Euro%20%E2%82%AC%20%F0%9F%98%80"), "{}"u8.ToArray())[0];

        parsed.Command!.Key.ShouldBe(GenericEvent.KeyFor(Custom, "/bridge/7", "Euro € 😀"));
    }

    [Theory]
    [InlineData("%C0%A0")]
    [InlineData("%ZZ")]
    [InlineData("%")]
    public void A_header_value_that_is_not_utf_8_is_refused(string id) =>
        GenericEventParser.Parse(Custom, Binary, CloudEventBody.BinaryHeaders("crosslive.like", id), "{}"u8.ToArray())[0].Refusal!.Code.ShouldBe(IngressCode.EventMalformed);

    private static byte[] Gift(string price) => CloudEventBody.Structured("crosslive.gift", $$$"""{"user":{"id":"7"},"giftId":"rose","unitPrice":{{{price}}}}""");

    private static ParsedEvent ParseOne(string contentType, byte[] body) => GenericEventParser.Parse(Custom, contentType, [], body).ShouldHaveSingleItem();

    private static string Fail(string? contentType, string body) =>
        Should.Throw<PayloadException>(() => GenericEventParser.Parse(Custom, contentType, [], Encoding.UTF8.GetBytes(body))).Code;
}
