using System.Text;
using CrossLive.Media.Reception;
using CrossLive.Platforms.YouTube;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.YouTube;

public sealed class YouTubeStreamPageParserTests
{
    [Fact]
    public void The_stream_with_the_key_is_found_among_others_with_its_issues_the_worst_first()
    {
        var page = Parse(YouTubeStreamBody.Page(YouTubeStreamBody.Stream("s1", "other"), YouTubeStreamBody.Bad));

        page.NextPageToken.ShouldBe("CAUQAA");
        var (id, reading) = page.Found.ShouldNotBeNull();
        (id, reading.Status, reading.StreamStatus, reading.UpdatedAtUnixMs).ShouldBe(("s2", "bad", "active", 1_793_613_600_000));
        reading.Issues.Select(issue => (issue.Type, issue.Severity)).ShouldBe([("videoIngestionStarved", "error"), ("gopSizeLong", "warning"), ("bitrateLow", "info")]);
        reading.Issues[0].ShouldBe(new ReceptionIssue("videoIngestionStarved", "error", "Starved", "YouTube is not receiving enough video."));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":[{"id":"s","status":{"streamStatus":"active"}}]}""")]
    [InlineData("""{"items":[{"id":"s","cdn":{},"status":{"streamStatus":"active"}},{"cdn":{"ingestionInfo":{}}}]}""")]
    [InlineData("""{"items":[{"id":"s","cdn":{"ingestionInfo":{"streamName":"AB12-cd34-ef56-gh78-jk90"}}}]}""")]
    public void A_page_without_the_key_is_a_page_in_which_nothing_is_found(string body) => Parse(body).ShouldBe(new YouTubeStreamPage(null, null));

    [Fact]
    public void What_is_wrong_with_another_stream_harms_nobody() =>
        Parse(YouTubeStreamBody.Page(YouTubeStreamBody.Stream("s1", "other", """{"streamStatus":"exploded"}"""), YouTubeStreamBody.Bad)).Found!.Id.ShouldBe("s2");

    [Fact]
    public void A_stream_without_health_has_no_data() =>
        Parse(YouTubeStreamBody.Page(YouTubeStreamBody.Stream("s", YouTubeStreamBody.Key, """{"streamStatus":"created"}"""))).Found!.Reading
            .ShouldSatisfyAllConditions(reading => reading.Status.ShouldBe("noData"), reading => reading.StreamStatus.ShouldBe("created"), reading => reading.Issues.ShouldBeEmpty());

    [Theory]
    [InlineData("""{"status":"good"}""", null)]
    [InlineData("""{"status":"good","lastUpdateTimeSeconds":"0"}""", null)]
    [InlineData("""{"status":"good","lastUpdateTimeSeconds":null}""", null)]
    [InlineData("""{"status":"good","lastUpdateTimeSeconds":1793613600}""", 1_793_613_600_000)]
    public void The_time_of_the_platform_s_last_look_may_be_a_number_a_string_or_missing(string health, long? unixMs) =>
        Parse(YouTubeStreamBody.Health(health)).Found!.Reading.UpdatedAtUnixMs.ShouldBe(unixMs);

    [Theory]
    [InlineData("""{"status":"splendid"}""", "item.status.healthStatus.status: is none of good, ok, bad, noData, revoked.")]
    [InlineData("""{"status":7}""", "item.status.healthStatus.status: must be a string.")]
    [InlineData("{}", "item.status.healthStatus.status: is missing.")]
    [InlineData("[]", "item.status.healthStatus: must be an object.")]
    [InlineData("""{"status":"bad","configurationIssues":{}}""", "item.status.healthStatus.configurationIssues: must be an array.")]
    [InlineData("""{"status":"bad","configurationIssues":["x"]}""", "issue: must be an object.")]
    [InlineData("""{"status":"bad","configurationIssues":[{"type":"gopSizeLong","severity":"mild"}]}""", "issue.severity: is none of info, warning, error.")]
    [InlineData("""{"status":"bad","configurationIssues":[{"severity":"info"}]}""", "issue.type: is missing.")]
    [InlineData("""{"status":"good","lastUpdateTimeSeconds":"-1"}""", "item.status.healthStatus.lastUpdateTimeSeconds: must be a time in whole seconds since 1970.")]
    [InlineData("""{"status":"good","lastUpdateTimeSeconds":"18446744073709551615"}""", "item.status.healthStatus.lastUpdateTimeSeconds: must be a time in whole seconds since 1970.")]
    public void Words_and_forms_that_are_not_published_are_refused_by_name(string health, string problem) =>
        Should.Throw<PayloadException>(() => Parse(YouTubeStreamBody.Health(health))).Message.ShouldBe(problem);

    [Fact]
    public void Texts_are_made_fit_to_be_shown_and_bounded_and_so_is_their_number()
    {
        var issue = $$"""{"type":"t","severity":"info","reason":"a\u0007b\u202ec","description":"{{new string('x', 5_000)}}"}""";
        var issues = string.Join(',', Enumerable.Repeat(issue, 100));

        var reading = Parse(YouTubeStreamBody.Health($$"""{"status":"bad","configurationIssues":[{{issues}}]}""")).Found!.Reading;

        reading.Issues.Count.ShouldBe(ReceptionReading.MaxIssues);
        reading.Issues.ShouldAllBe(each => each.Description.Length == YouTubeStreamPageParser.MaxTextLength);
        reading.Issues[0].Reason.ShouldBe("a bc", "A bell and an override of the direction of writing are no text.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{"items":{}}""")]
    [InlineData("""{"items":[7]}""")]
    [InlineData("""{"nextPageToken":7}""")]
    public void What_is_no_page_is_malformed(string body) => Should.Throw<PayloadException>(() => Parse(body)).Code.ShouldBe(IngressCode.BodyMalformed);

    [Fact]
    public void An_address_hides_the_token_and_asks_by_id_or_for_the_channel_s_own()
    {
        var address = YouTubeStreamAddress.From(new PlatformConnection(
            "youtube", [], new Dictionary<string, string> { ["baseAddress"] = "http://127.0.0.1:8080/proxy" }), "ya29.secret");

        address.ForStream("a&b").AbsoluteUri.ShouldBe("http://127.0.0.1:8080/proxy/youtube/v3/liveStreams?part=id,cdn,status&id=a%26b");
        address.ForPage("p 2").AbsoluteUri.ShouldBe("http://127.0.0.1:8080/proxy/youtube/v3/liveStreams?part=id,cdn,status&mine=true&maxResults=50&pageToken=p%202");
        address.ToString().ShouldNotContain("ya29");
    }

    private static YouTubeStreamPage Parse(string body) => YouTubeStreamPageParser.Parse(Encoding.UTF8.GetBytes(body), YouTubeStreamBody.Digest);
}
