using System.Globalization;
using CrossLive.Server.Tests.Media;
using Microsoft.Playwright;

namespace CrossLive.Browser.Tests;

/// <summary>A recorded show in a real browser: an operator's page lists it, its address plays picture and chat together, and it goes when it is deleted twice.</summary>
public sealed class ReplayInBrowsersTests(BrowserFixture chromium, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const string Rows = "[...document.querySelectorAll('#messages > [data-sequence]')].map(row => row.textContent)";

    [FfmpegFact]
    public async Task A_recorded_show_is_replayed_with_its_chat_at_its_time_and_is_deleted_when_that_is_asked_for_twice()
    {
        await using var studio = await Studio.StartAsync(output);
        await studio.Stream.SetRecordedAsync(true);
        await using var host = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Studio.Room, "json", token: studio.Token);
        await using (var ffmpeg = Ffmpeg.Publish(studio.PublishTo))
        {
            // Said at least two seconds into the recording, so that a replay's beginning is without it.
            await RecordedAsync(studio, 2_000, ffmpeg);
            await SayAsync(host, "the blue one, please");
            await RecordedAsync(studio, 6_000, ffmpeg);
            await ffmpeg.FinishAsync();
        }

        await studio.Stream.WhenRecordingsAsync(all => all.GetProperty("recordings").EnumerateArray().All(each => !each.GetProperty("open").GetBoolean()));
        await host.Page.Locator("#recordings > summary").ClickAsync();
        await host.Page.Locator("#recordings .clip").WaitForAsync();
        await host.PictureAsync("recordings");
        var replay = await host.Page.RunAndWaitForPopupAsync(() => host.Page.Locator("#recordings").GetByText("Replay", new LocatorGetByTextOptions { Exact = true }).ClickAsync());
        List<string> errors = [];
        replay.PageError += (_, error) => errors.Add(error);
        replay.SetDefaultTimeout(ViewerPage.PatienceMs);
        await WaitAsync(replay, "() => { const video = document.getElementById('show'); return video?.readyState >= 2 && video.videoWidth === 320; }");
        replay.Url.ShouldContain("/replay.html");
        (await replay.Locator("#room-status").TextContentAsync()).ShouldNotBeNull().ShouldStartWith("Replay of ");
        (await replay.Locator("#messages").TextContentAsync()).ShouldNotBeNull().ShouldNotContain("the blue one");

        // Played, not jumped: the line comes when the picture is where it was said.
        await replay.EvaluateAsync("() => { const video = document.getElementById('show'); video.muted = true; return video.play(); }");
        await WaitAsync(replay, $"() => {Rows}.some(text => text.includes('the blue one, please'))");
        (await replay.EvaluateAsync<double>("() => document.getElementById('show').currentTime")).ShouldBeGreaterThan(1.5);
        await replay.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "pictures", "replay.png") });

        // Back at the beginning it has not been said yet.
        await replay.EvaluateAsync("() => { const video = document.getElementById('show'); video.pause(); video.currentTime = 0; }");
        await WaitAsync(replay, $"() => {Rows}.length === 0 && document.getElementById('show').currentTime === 0");
        await replay.Locator("#language").ClickAsync();
        (await replay.Locator("#room-status").TextContentAsync()).ShouldNotBeNull().ShouldEndWith("的回放");
        await replay.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "pictures", "replay-zh.png") });
        errors.ShouldBeEmpty();

        var download = await host.Page.RunAndWaitForDownloadAsync(() => host.Page.Locator("#recordings").GetByText("Save").ClickAsync());
        (await Ffmpeg.CountAsync((await download.PathAsync())!, "v")).ShouldBeGreaterThan(0);
        await host.Page.Locator("#recordings").GetByText("Delete", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        (await studio.Stream.GetRecordingsAsync()).GetProperty("recordings").GetArrayLength().ShouldBe(1);
        await host.Page.Locator("#recordings").GetByText("Really delete?").ClickAsync();
        await host.Page.GetByText("Nothing has been recorded yet.").WaitForAsync();
        (await studio.Stream.GetRecordingsAsync()).GetProperty("recordings").GetArrayLength().ShouldBe(0);
        await replay.ReloadAsync();
        await replay.GetByText("This replay is not there, or its address has run out.").WaitForAsync();
        host.Errors.ShouldBeEmpty();
    }

    private static Task RecordedAsync(Studio studio, long durationMs, Ffmpeg ffmpeg) => studio.Stream.WhenRecordingsAsync(
        all => all.GetProperty("recordings").EnumerateArray().Any(each => each.GetProperty("durationMs").GetInt64() >= durationMs),
        () => string.Create(CultureInfo.InvariantCulture, $"wanted {durationMs} ms; {ffmpeg.Said}"));

    private static async Task SayAsync(ViewerPage page, string text)
    {
        await page.Page.FillAsync("#chat-input", text);
        await page.Page.PressAsync("#chat-input", "Enter");
        await page.WaitForRowAsync(text);
    }

    private static Task WaitAsync(IPage page, string condition) =>
        page.WaitForFunctionAsync(condition, null, new PageWaitForFunctionOptions { Timeout = ViewerPage.PatienceMs });
}
