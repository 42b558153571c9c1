using System.Text;
using CrossLive.Platforms.Generic;
using CrossLive.Platforms.Tests.Generic;
using CrossLive.Platforms.Tests.Twitch;
using CrossLive.Platforms.Tests.YouTube;
using CrossLive.Platforms.Twitch;
using CrossLive.Platforms.YouTube;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests;

/// <summary>Whatever stands in a body, a parser answers with commands, refusals or its one typed error, and with nothing else.</summary>
public sealed class MutationTests
{
    private static readonly PlatformDeclaration Custom = PlatformCatalog.Find("custom")!;

    private static readonly string[] Fragments =
    [
        "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", "0.5", "9223372036854775808", "\\ud83d", "\\u0000", "\\", "\0", "\u202e", "\"id\":", "\"user\":{}", "\"data\":[]", "💥",
    ];

    private static readonly Gen<Func<byte[], byte[]>> Mutation = Gen.OneOf(
        Gen.Select(Gen.Double.Unit, Gen.Byte).Select((at, value) => (Func<byte[], byte[]>)(body => Replace(body, at, 1, [value]))),
        Gen.Select(Gen.Double.Unit, Gen.Int[0, Fragments.Length - 1]).Select((at, fragment) => (Func<byte[], byte[]>)(body => Replace(body, at, 0, Encoding.UTF8.GetBytes(Fragments[fragment])))),
        Gen.Select(Gen.Double.Unit, Gen.Int[1, 40]).Select((at, length) => (Func<byte[], byte[]>)(body => Replace(body, at, length, []))),
        Gen.Double.Unit.Select(at => (Func<byte[], byte[]>)(body => body[..(int)(at * body.Length)])));

    [Fact]
    public void Any_mutation_of_a_cloud_event_is_answered_in_every_mode() => Mutate(
        CloudEventBody.StructuredText("crosslive.gift", CloudEventBody.Gift),
        body =>
        {
            Expect(() => GenericEventParser.Parse(Custom, "application/cloudevents+json", [], body));
            Expect(() => GenericEventParser.Parse(Custom, "application/cloudevents-batch+json", [], AsBatch(body)));
            Expect(() => GenericEventParser.Parse(Custom, "application/json", CloudEventBody.BinaryHeaders("crosslive.gift"), body));
        });

    [Fact]
    public void Any_mutation_of_gift_data_in_binary_mode_is_answered() => Mutate(
        CloudEventBody.Gift,
        body => Expect(() => GenericEventParser.Parse(Custom, "application/json", CloudEventBody.BinaryHeaders("crosslive.gift"), body)));

    [Fact]
    public void Any_header_value_is_answered() => Gen.Select(Gen.String, Gen.String, Gen.String).Sample(
        (id, source, type) => Expect(() => GenericEventParser.Parse(
            Custom, "application/json", [new("ce-specversion", "1.0"), new("ce-id", id), new("ce-source", source), new("ce-" + type, type), new("ce-type", type)], "{}"u8.ToArray())),
        iter: 20_000);

    [Fact]
    public void Any_content_type_is_answered() =>
        Gen.String.Sample(contentType => Expect(() => GenericEventParser.Parse(Custom, contentType, [], "{}"u8.ToArray())), iter: 5_000);

    [Fact]
    public void Any_mutation_of_a_twitch_message_is_answered()
    {
        foreach (var body in TwitchBody.All)
        {
            Mutate(body, bytes => ExpectTwitch(() => TwitchEventParser.Parse(TwitchHeaders.Notification, "m1", bytes)));
        }
    }

    [Fact]
    public void Any_mutation_of_a_youtube_page_is_answered() =>
        Mutate(YouTubeBody.Page(YouTubeBody.All), bytes => ExpectYouTube(() => YouTubePageParser.Parse("chat", bytes)));

    [Fact]
    public void Any_mutation_of_a_page_of_youtube_streams_is_answered() => Mutate(
        YouTubeStreamBody.Page(YouTubeStreamBody.Stream("s1", "other"), YouTubeStreamBody.Bad),
        bytes =>
        {
            try
            {
                YouTubeStreamPageParser.Parse(bytes, YouTubeStreamBody.Digest).Found?.Reading.Status.ShouldNotBeEmpty();
            }
            catch (PayloadException exception)
            {
                exception.Code.ShouldNotBeEmpty();
            }
        });

    [Fact]
    public void A_cut_at_any_byte_of_a_cloud_event_is_malformed()
    {
        var body = CloudEventBody.Structured("crosslive.gift", CloudEventBody.Gift);
        for (var length = 0; length < body.Length; length++)
        {
            Should.Throw<PayloadException>(() => GenericEventParser.Parse(Custom, "application/cloudevents+json", [], body.AsMemory(0, length))).Code.ShouldBe(IngressCode.BodyMalformed);
        }
    }

    private static void Mutate(string body, Action<byte[]> check)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Mutation.Array[1, 4].Sample(mutations => check(mutations.Aggregate(bytes, (mutated, mutation) => mutation(mutated))), iter: 5_000);
    }

    private static byte[] AsBatch(byte[] body) => [(byte)'[', .. body, (byte)']'];

    private static byte[] Replace(byte[] body, double at, int length, byte[] by)
    {
        var start = (int)(at * body.Length);
        return [.. body[..start], .. by, .. body[Math.Min(body.Length, start + length)..]];
    }

    private static void Expect(Func<IReadOnlyList<ParsedEvent>> parse) => ExpectWhole(() => parse());

    private static void ExpectTwitch(Func<TwitchMessage> parse) => ExpectWhole(() => parse() is TwitchNotification notification ? [notification.Event] : []);

    private static void ExpectYouTube(Func<YouTubePage> parse) => ExpectWhole(() => parse().Events);

    private static void ExpectWhole(Func<IReadOnlyList<ParsedEvent>> parse)
    {
        try
        {
            parse().ShouldAllBe(e => e.Command == null != (e.Refusal == null));
        }
        catch (PayloadException exception)
        {
            exception.Code.ShouldNotBeEmpty();
        }
    }
}
