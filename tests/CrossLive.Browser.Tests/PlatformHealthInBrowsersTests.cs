using CrossLive.PlatformSimulators.YouTube;
using CrossLive.Server.Tests;
using CrossLive.Server.Tests.Media;
using Microsoft.Playwright;

namespace CrossLive.Browser.Tests;

/// <summary>Operators' panels in a real browser, at a desk and on a phone: what YouTube says of a destination's stream beside what was measured here, and the recordings.</summary>
public sealed class PlatformHealthInBrowsersTests(BrowserFixture chromium, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const string Description = "YouTube is not receiving enough video to maintain smooth streaming. As such, viewers will experience buffering.";

    // All of it is on the screen once it is scrolled to, and nothing but its panel lies where it is.
    private const string IsInReach = """
        element => {
          element.scrollIntoView({ block: 'nearest' });
          const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
          const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return width > 0 && height > 0 && left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight && hit?.closest('details') === element.closest('details');
        }
        """;

    [WorkerFact]
    public async Task An_operator_sees_what_YouTube_says_beside_what_was_measured_here_at_a_desk_and_on_a_phone()
    {
        await using var studio = await Studio.StartAsync(output);
        await using var youTube = await YouTubeSimulator.StartAsync("chat", "key");
        youTube.Streams.Token = "ya29";
        using var platform = new StreamApi(studio.Server, "platform", studio.TokenFor("platform"));
        var key = await platform.MakeKeyAsync();
        youTube.Streams.Add("s1", key);
        youTube.Streams.Say("s1", "good");
        using (var room = new RoomApi(studio.Server, Studio.Room, studio.Token))
        {
            await room.ConnectAsync(
                "youtube", new Dictionary<string, string> { ["liveChatId"] = "chat", ["apiKey"] = "key", ["baseAddress"] = youTube.BaseAddress.AbsoluteUri, ["accessToken"] = "ya29" });
        }

        await studio.Stream.SetRecordedAsync(true);
        var there = studio.PublishTo[..(studio.PublishTo.LastIndexOf('/') + 1)];
        await studio.Stream.SetDestinationAsync("main", new { url = there + key, platform = "youtube" });
        using var other = new StreamApi(studio.Server, "other", studio.TokenFor("other"));
        await studio.Stream.SetDestinationAsync("second", new { url = there + await other.MakeKeyAsync(), platform = "twitch" });
        await using var ffmpeg = Ffmpeg.Publish(studio.PublishTo);
        await studio.Stream.WhenSentAsync("main", 15, () => ffmpeg.Said);
        await studio.Stream.WhenSentAsync("second", 15, () => ffmpeg.Said);

        await using var host = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Studio.Room, "json", token: studio.Token);
        await host.Page.Locator("#destinations > summary").ClickAsync();
        await SaysAsync(host, "good", "YouTube Live says: good · it receives the stream");
        await host.Page.GetByText("Twitch tells nothing of how it receives the stream.").WaitForAsync();
        await host.PictureAsync("platform-health");

        youTube.Streams.Say("s1", "bad", "active", ("videoIngestionStarved", "error", Description), ("gopSizeLong", "warning", "Please use a keyframe frequency of four seconds or less."));
        await SaysAsync(host, "bad", "YouTube Live says: bad");
        await host.Page.Locator(".platform-issues > [data-severity=error]", new PageLocatorOptions { HasTextString = Description }).WaitForAsync();
        await WaitAsync(host, "() => document.querySelector('.link-platform[data-health=bad] title')?.textContent.includes('(before: good)')");
        (await host.Page.Locator("#destinations").TextContentAsync()).ShouldNotBeNull().ShouldContain("kbit/s sent");
        await InReachAsync(host, "#destinations .destination:last-child .destination-facts");
        await InReachAsync(host, "#destinations .destination:last-child > :last-child");
        await host.PictureAsync("platform-health-bad");
        await host.Page.Locator("#recordings > summary").ClickAsync();
        await InReachAsync(host, "#recordings .clip button:last-of-type");

        await using var phone = await ViewerPage.OpenAsync(chromium.Browser, studio.Server, Studio.Room, "json", "zh", isPhone: true, token: studio.Token);
        await phone.PictureAsync("phone-panels-closed");
        await phone.Page.Locator("#destinations > summary").TapAsync();
        await SaysAsync(phone, "bad", "YouTube Live 反馈：较差 · 正在收流");
        await phone.PictureAsync("phone-destinations");
        await InReachAsync(phone, "#destinations .platform-word");
        await InReachAsync(phone, "#destinations .destination:last-child > :last-child");
        await phone.PictureAsync("phone-destinations-end");
        await phone.Page.Locator("#destinations > summary").TapAsync();
        await phone.Page.Locator("#recordings > summary").TapAsync();
        await phone.Page.Locator("#recordings .clip").WaitForAsync();
        await phone.PictureAsync("phone-recordings");
        foreach (var button in await phone.Page.Locator("#recordings .clip button").AllAsync())
        {
            (await button.EvaluateAsync<bool>(IsInReach)).ShouldBeTrue(await button.TextContentAsync());
        }

        await phone.Page.Locator("#language").TapAsync();
        await phone.PictureAsync("phone-recordings-en");
        await phone.Page.Locator("#recordings > summary").TapAsync();
        await phone.Page.FillAsync("#chat-input", "还在吗？");
        await phone.Page.Locator("#send").TapAsync();
        await phone.WaitForRowAsync("还在吗？");
        host.Errors.ShouldBeEmpty();
        phone.Errors.ShouldBeEmpty();
    }

    private static async Task SaysAsync(ViewerPage page, string health, string words)
    {
        var word = page.Page.Locator($".destination-platform[data-health={health}] > .platform-word");
        await word.WaitForAsync();
        (await word.TextContentAsync()).ShouldNotBeNull().ShouldStartWith(words);
    }

    // The panel is made anew every two seconds: what was looked up is asked again where it has gone meanwhile.
    private static Task InReachAsync(ViewerPage page, string selector) =>
        page.Page.WaitForFunctionAsync($"selector => {{ const element = document.querySelector(selector); return element !== null && ({IsInReach})(element); }}", selector, new PageWaitForFunctionOptions { Timeout = 10_000 });

    private static Task WaitAsync(ViewerPage page, string condition) =>
        page.Page.WaitForFunctionAsync(condition, null, new PageWaitForFunctionOptions { Timeout = ViewerPage.PatienceMs });
}
