using System.Globalization;
using CrossLive.Server.Tests.Media;
using Microsoft.Playwright;

namespace CrossLive.Browser.Tests;

/// <summary>The host's stream in a real browser: ffmpeg publishes to a real server, an operator's page plays the preview.</summary>
public sealed class StreamPreviewInBrowsersTests(BrowserFixture chromium, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const string Room = Studio.Room;
    private const string IsPlaying = "() => { const video = document.getElementById('host-picture'); return !video.hidden && video.readyState >= 2 && video.videoWidth === 320 && video.currentTime > 0; }";
    private const string Points = "(document.querySelector('.link-sent')?.getAttribute('points').split(' ').length ?? 0)";
    private const string IsGone = "() => document.getElementById('host-picture').hidden && window.crosslive.state.stream === undefined";

    [FfmpegFact]
    public async Task An_operator_sees_the_picture_play_from_the_stream_s_beginning_to_its_end_and_a_viewer_that_it_comes_in()
    {
        await using var studio = await Studio.StartAsync(output);
        await using var host = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Room, "json", token: studio.Token);
        await using var guest = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Room, "messagepack", "zh");

        for (var session = 0; session < 2; session++)
        {
            await using var ffmpeg = Ffmpeg.Publish(studio.PublishTo);
            await WaitAsync(host, IsPlaying);
            var before = await TimeAsync(host);
            await WaitAsync(host, $"() => document.getElementById('host-picture').currentTime > {(before + 1).ToString(CultureInfo.InvariantCulture)}");
            await WaitAsync(guest, "() => window.crosslive.state.stream?.widthPx === 320");
            await host.PictureAsync($"preview-{session}");
            await guest.PictureAsync($"preview-guest-{session}");
            (await guest.Page.Locator("#host-picture").IsVisibleAsync()).ShouldBeFalse();
            (await guest.Page.Locator("#stage-title").TextContentAsync()).ShouldBe("主播正在推流");

            await ffmpeg.FinishAsync();
            await WaitAsync(host, IsGone);
            await WaitAsync(guest, IsGone);
        }

        host.Errors.ShouldBeEmpty();
        guest.Errors.ShouldBeEmpty();
    }

    [FfmpegFact]
    public async Task A_page_that_is_opened_during_the_stream_begins_with_the_last_keyframe()
    {
        await using var studio = await Studio.StartAsync(output);

        // One keyframe and no other for longer than the test lasts: without what was kept there would be nothing to begin with.
        await using var ffmpeg = Ffmpeg.Start($"{Ffmpeg.Picture} {Ffmpeg.H264} -g 100000 -f flv {studio.PublishTo}");
        await studio.Stream.WhenAsync(status => status.GetProperty("video") is { ValueKind: System.Text.Json.JsonValueKind.Object } video && video.GetProperty("frames").GetInt64() > 20, () => ffmpeg.Said);
        await using var host = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Room, "json", token: studio.Token);
        await WaitAsync(host, IsPlaying);
        host.Errors.ShouldBeEmpty();
    }

    /// <summary>The server is its own platform here: what goes out of the room comes into another.</summary>
    [WorkerFact]
    public async Task An_operator_sees_the_plot_of_a_destination_s_network_move()
    {
        await using var studio = await Studio.StartAsync(output);
        using var platform = new StreamApi(studio.Server, "platform", studio.TokenFor("platform"));
        await studio.Stream.SetDestinationAsync("far-away", studio.PublishTo[..(studio.PublishTo.LastIndexOf('/') + 1)] + await platform.MakeKeyAsync());
        await using var ffmpeg = Ffmpeg.Publish(studio.PublishTo);
        await studio.Stream.WhenSentAsync("far-away", 15, () => ffmpeg.Said);
        await using var host = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Room, "json", token: studio.Token);
        await using var guest = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Room, "json");
        await host.Page.Locator("#destinations > summary").ClickAsync();
        await WaitAsync(host, $"() => {Points} > 1");
        var before = await host.Page.EvaluateAsync<int>($"() => {Points}");
        await WaitAsync(host, $"() => {Points} > {before.ToString(CultureInfo.InvariantCulture)}");
        (await host.Page.Locator(".destination-facts").TextContentAsync()).ShouldNotBeNull().ShouldContain("live");
        (await host.Page.Locator(".link-decision").First.Locator("title").TextContentAsync()).ShouldNotBeNull().ShouldContain("Start");
        await host.PictureAsync("destinations");
        (await guest.Page.Locator("#destinations").IsVisibleAsync()).ShouldBeFalse();
        host.Errors.ShouldBeEmpty();
    }

    [FfmpegFact]
    public async Task Where_the_preview_does_not_come_through_the_page_plays_HLS_by_itself()
    {
        await using var studio = await Studio.StartAsync(output);
        await using var ffmpeg = Ffmpeg.Publish(studio.PublishTo);
        await studio.Stream.WhenAsync("live", () => ffmpeg.Said);
        await using var host = await ViewerPage.OpenAsync(
            chromium.Browser, studio.Server, Room, "json", token: studio.Token, prepare: page => page.RouteAsync("**/preview/*.flv*", route => route.AbortAsync()));
        await WaitAsync(host, IsPlaying);
        var before = await TimeAsync(host);
        await WaitAsync(host, $"() => document.getElementById('host-picture').currentTime > {(before + 2).ToString(CultureInfo.InvariantCulture)}");
        await host.PictureAsync("preview-hls");
        (await host.Page.EvaluateAsync<int>("() => performance.getEntriesByType('resource').filter(each => each.name.endsWith('.m4s')).length")).ShouldBeGreaterThan(1);
        await ffmpeg.FinishAsync();
        await WaitAsync(host, IsGone);
        host.Errors.ShouldBeEmpty();
    }

    [FfmpegFact]
    public async Task An_operator_records_marks_a_clip_on_the_page_and_sees_its_picture()
    {
        await using var studio = await Studio.StartAsync(output);
        await using var ffmpeg = Ffmpeg.Publish(studio.PublishTo);
        await studio.Stream.WhenAsync("live", () => ffmpeg.Said);
        await using var host = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Room, "json", token: studio.Token);
        await using var guest = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Room, "json", "zh");
        (await guest.Page.Locator("#clips").IsVisibleAsync()).ShouldBeFalse();
        await host.Page.Locator("#clips summary").ClickAsync();
        await host.Page.GetByText("Record", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await studio.Stream.WhenRecordingsAsync(all => all.GetProperty("recordings").EnumerateArray().Any(each => each.GetProperty("durationMs").GetInt64() >= 2_000), () => ffmpeg.Said);
        await host.Page.GetByText("Mark start").ClickAsync();
        await WaitAsync(host, "() => !document.querySelector('#clips .clip-action:nth-child(3)').disabled");
        await host.PictureAsync("clips-marked");
        await host.Page.GetByText("Cut clip").ClickAsync();
        await WaitAsync(host, "() => document.querySelector('.clip-picture')?.naturalWidth === 320");
        await host.PictureAsync("clips");
        await host.Page.Locator("#language").ClickAsync();
        (await host.Page.Locator("#clips summary").TextContentAsync()).ShouldBe("精彩片段");
        var download = await host.Page.RunAndWaitForDownloadAsync(() => host.Page.Locator(".clip .clip-action").First.ClickAsync());
        (await Ffmpeg.CountAsync((await download.PathAsync())!, "v")).ShouldBeGreaterThan(0);
        await host.PictureAsync("clips-zh");
        host.Errors.ShouldBeEmpty();
    }

    private static Task WaitAsync(ViewerPage page, string condition) =>
        page.Page.WaitForFunctionAsync(condition, null, new PageWaitForFunctionOptions { Timeout = ViewerPage.PatienceMs });

    private static Task<double> TimeAsync(ViewerPage page) => page.Page.EvaluateAsync<double>("() => document.getElementById('host-picture').currentTime");
}
