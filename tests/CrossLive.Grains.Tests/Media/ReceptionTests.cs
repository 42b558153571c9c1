using System.Globalization;
using System.Net;
using CrossLive.Media;
using CrossLive.Media.Reception;
using CrossLive.Platforms;
using CrossLive.PlatformSimulators.YouTube;

namespace CrossLive.Grains.Tests.Media;

/// <summary>What YouTube says of a destination's stream, asked of a simulated YouTube over HTTP; the clock is put forward a second at a time.</summary>
public sealed class ReceptionTests(SharedCluster shared) : IClassFixture<SharedCluster>, IAsyncLifetime
{
    private const string StreamKeyThere = "ab12-cd34-ef56";
    private static readonly byte[] Key = StreamKey.DigestOf("room.secret");
    private YouTubeSimulator _youTube = null!;
    private IMediaSessionGrain _grain = null!;

    private RoomCluster Cluster => shared.Cluster;

    private SimulatedStreams Streams => _youTube.Streams;

    public async Task InitializeAsync()
    {
        _youTube = await YouTubeSimulator.StartAsync("chat", "key", time: Cluster.Time);
        Streams.Token = "ya29";
        _grain = Cluster.Grains.GetGrain<IMediaSessionGrain>("reception-" + Guid.NewGuid().ToString("N"));
        await _grain.SetKeyAsync(Key);
        await _grain.BeginAsync(new StreamBegin(Guid.NewGuid(), (await _grain.CheckKeyAsync(Key))!.Value, "process", null, 0));
        await SetAsync("main", "youtube");
    }

    public async Task DisposeAsync()
    {
        await Adapter().DisconnectAsync();
        await _youTube.DisposeAsync();
    }

    [Fact]
    public async Task What_YouTube_says_of_the_stream_is_shown_from_good_to_bad_over_a_quota_that_is_used_up_to_its_recovery()
    {
        // Among more streams than a page has: nobody has to know its id.
        for (var i = 0; i < SimulatedStreams.MaxPageItems; i++)
        {
            Streams.Add($"old-{i}", $"old-key-{i}");
        }

        Streams.Add("s1", StreamKeyThere);
        Streams.Say("s1", "good");
        await ConnectAsync("ya29");
        (await ShownAsync()).Gap.ShouldBe(ReceptionGap.NotLive);

        var good = await AfterAsync(view => view.Reading is not null);
        (good.Reading!.Status, good.Reading.StreamStatus, good.IsStale, good.Gap).ShouldBe(("good", "active", false, null));
        good.AgeMs!.Value.ShouldBeLessThan(30_000);

        Streams.Say("s1", "bad", "active", ("bitrateLow", "warning", "The bitrate is low."), ("videoIngestionStarved", "error", "YouTube is not receiving enough video."));
        var bad = await AfterAsync(view => view.Reading?.Status == "bad");
        bad.Reading!.Issues.Select(issue => issue.Type).ShouldBe(["videoIngestionStarved", "bitrateLow"]);

        Streams.Fail(HttpStatusCode.Forbidden, "quotaExceeded");
        var quota = await AfterAsync(view => view.Gap == ReceptionGap.QuotaUsedUp);
        (quota.Reading!.Status, quota.Detail).ShouldBe(("bad", "YouTube answered 403 quotaExceeded."));
        var asked = Streams.Asked.Count;
        await PassAsync(300);
        Streams.Asked.Count.ShouldBe(asked, "A quota that is used up is left alone for ten minutes.");
        (await ShownAsync()).IsStale.ShouldBeTrue();

        Streams.Fail(null);
        Streams.Say("s1", "good");
        (await AfterAsync(view => view.Reading?.Status == "good" && view.Gap is null, atMostSeconds: 400)).IsStale.ShouldBeFalse();

        // Found once, on its second page, and asked for by its id from then on.
        Streams.Asked.Count(query => query.Contains("mine=true", StringComparison.Ordinal)).ShouldBe(2);
        Streams.Asked.Skip(2).ShouldAllBe(query => query.EndsWith("&id=s1", StringComparison.Ordinal));

        var inspection = (await _grain.InspectDestinationAsync("main"))!;
        inspection.ReceptionChanges.Select(change => (change.Status, change.Gap)).ShouldBe([("good", null), ("bad", null), (null, ReceptionGap.QuotaUsedUp), ("good", null)]);
        inspection.ReceptionChanges[1].Explanation.ShouldBe(
            "YouTube Live says bad, stream active: videoIngestionStarved (error) YouTube is not receiving enough video.; bitrateLow (warning) The bitrate is low. (before: good)");
        inspection.ToString().ShouldNotContain(StreamKeyThere);
    }

    [Fact]
    public async Task A_new_token_is_asked_with_as_soon_as_it_is_there_and_each_want_of_one_is_said()
    {
        Streams.Add("s1", StreamKeyThere);
        Streams.Say("s1", "ok");
        (await AfterAsync(view => view.Gap == ReceptionGap.NotConnected)).Reading.ShouldBeNull();
        await ConnectAsync(null);
        (await AfterAsync(view => view.Gap == ReceptionGap.TokenMissing)).Detail!.ShouldContain("accessToken");
        Streams.Asked.ShouldBeEmpty();
        await ConnectAsync("ya29-of-yesterday");
        (await AfterAsync(view => view.Gap == ReceptionGap.TokenRefused)).Detail!.ShouldContain("YouTube answered 401 authError.");
        await ConnectAsync("ya29");
        (await AfterAsync(view => view.Gap is null && view.Reading is not null, atMostSeconds: 61)).Reading!.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task A_token_that_is_renewed_is_asked_with_past_its_end_and_what_the_owner_takes_back_is_said_until_there_is_another()
    {
        Streams.Token = null;
        (_youTube.OAuth.RefreshToken, _youTube.OAuth.LifetimeSeconds) = ("1//first", 120);
        Streams.Add("s1", StreamKeyThere);
        Streams.Say("s1", "good");
        await ConnectAsync(null, "1//first");
        await AfterAsync(view => view.Reading?.Status == "good");

        // Through several tokens, of which YouTube never sees one that has run out.
        for (var i = 0; i < 10; i++)
        {
            var asked = Streams.Asked.Count;
            await AfterAsync(_ => Streams.Asked.Count > asked);
            var view = await ShownAsync();
            (view.Gap, view.Reading!.Status).ShouldBe((null, "good"));
        }

        _youTube.OAuth.Asked.ShouldBeInRange(3, 8);
        (await _grain.InspectDestinationAsync("main"))!.ReceptionChanges.ShouldHaveSingleItem();

        _youTube.OAuth.Revoke();
        var refused = await AfterAsync(view => view.Gap == ReceptionGap.TokenRefused, atMostSeconds: 300);
        refused.Detail!.ShouldContain("invalid_grant: Token has been expired or revoked.");
        refused.Detail!.ShouldContain("connect the platform with the new 'refreshToken'");

        _youTube.OAuth.RefreshToken = "1//second";
        await ConnectAsync(null, "1//second");
        (await AfterAsync(view => view.Gap is null, atMostSeconds: 300)).Reading!.Status.ShouldBe("good");
        (await _grain.InspectDestinationAsync("main"))!.ToString().ShouldNotContain("1//");
    }

    [Fact]
    public async Task A_key_that_none_of_the_channel_s_streams_has_is_said_and_one_that_a_stream_gets_anew_is_found()
    {
        Streams.Add("s1", "another-key");
        await ConnectAsync("ya29");
        (await AfterAsync(view => view.Gap == ReceptionGap.StreamUnknown)).Detail!.ShouldNotContain(StreamKeyThere);
        var asked = Streams.Asked.Count;
        await PassAsync(200);
        Streams.Asked.Count.ShouldBe(asked, "A search costs more than a look: it is made every five minutes.");

        Streams.ChangeKey("s1", StreamKeyThere);
        Streams.Say("s1", "good");
        await AfterAsync(view => view.Reading is not null, atMostSeconds: 301);
        Streams.ChangeKey("s1", "key-of-tomorrow");
        await AfterAsync(view => view.Gap == ReceptionGap.StreamUnknown);
    }

    [Fact]
    public async Task Nobody_is_asked_while_the_destination_is_off_the_air_or_for_platforms_that_tell_nothing()
    {
        Streams.Add("s1", StreamKeyThere);
        Streams.Say("s1", "good");
        await ConnectAsync("ya29");
        await SetAsync("twitch", "twitch");
        await SetAsync("own", null);
        await PassAsync(100, state: "retrying");
        Streams.Asked.ShouldBeEmpty();
        (await _grain.InspectEgressAsync()).Receptions.Select(view => view.Gap).ShouldBe([ReceptionGap.NotLive, ReceptionGap.NotTold, ReceptionGap.NotTold]);

        await AfterAsync(view => view.Reading is not null);
        var asked = Streams.Asked.Count;
        await PassAsync(100, state: "retrying");
        Streams.Asked.Count.ShouldBe(asked);
        var off = await ShownAsync();
        (off.Reading!.Status, off.IsStale, off.Gap).ShouldBe(("good", true, ReceptionGap.NotLive));

        // Another address is another stream: what was said of the old one is not said of it.
        await SetAsync("main", "youtube", "another-key");
        (await ShownAsync()).Reading.ShouldBeNull();
    }

    private IPlatformAdapterGrain Adapter() => Cluster.Grains.GetGrain<IPlatformAdapterGrain>(PlatformAdapterKey.For(_grain.GetPrimaryKeyString(), "youtube"));

    private Task<bool> SetAsync(string id, string? platform, string key = StreamKeyThere) =>
        _grain.SetDestinationAsync(new StreamDestination(id, $"rtmp://a.rtmp.youtube.com/live2/{key}", true) { Platform = platform });

    private Task ConnectAsync(string? token, string? refresh = null)
    {
        // The chat is over at once, so that its polls are not among the questions.
        _youTube.End();
        var settings = new Dictionary<string, string> { ["liveChatId"] = "chat", ["apiKey"] = "key", ["baseAddress"] = _youTube.BaseAddress.AbsoluteUri };
        if (token is not null)
        {
            settings["accessToken"] = token;
        }

        if (refresh is not null)
        {
            (settings["refreshToken"], settings["clientId"], settings["clientSecret"]) = (refresh, _youTube.OAuth.ClientId, _youTube.OAuth.ClientSecret);
            settings["tokenAddress"] = new Uri(_youTube.BaseAddress, "token").AbsoluteUri;
        }

        return Adapter().ConnectAsync(new PlatformConnection("youtube", [], settings));
    }

    private async Task<ReceptionView> ShownAsync() => (await _grain.InspectEgressAsync()).Receptions[0];

    // A second of the session: its process reports.
    private async Task<ReceptionView> SecondAsync(string state = "live")
    {
        Cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await _grain.ReportEgressAsync("process", new EgressReport("live", 0, null, [new DestinationStatus("main", state, null, null, "720p", 1, 0, 1, 0, 10, 0)]));
        return await ShownAsync();
    }

    private async Task PassAsync(int seconds, string state = "live")
    {
        for (var second = 0; second < seconds; second++)
        {
            await SecondAsync(state);
        }
    }

    // A question under way takes real time, so the clock stands still until it is answered: else seconds would pass that nobody answered in.
    private async Task<ReceptionView> AfterAsync(Func<ReceptionView, bool> holds, int atMostSeconds = 61)
    {
        var view = await ShownAsync();
        for (var second = 0; second < atMostSeconds && !holds(view); second++)
        {
            view = await SecondAsync();
            if (view.NextInMs == 0)
            {
                await Eventually.HoldsAsync(async () => (view = await ShownAsync()).NextInMs > 0, "the platform's answer");
            }
        }

        holds(view).ShouldBeTrue(string.Create(CultureInfo.InvariantCulture, $"Not within {atMostSeconds} s: {view}"));
        return view;
    }
}
