using Microsoft.Playwright;

namespace CrossLive.Browser.Tests;

/// <summary>One viewer's browser window on the viewer page, and what the page says of itself through <c>window.crosslive</c>.</summary>
internal sealed class ViewerPage : IAsyncDisposable
{
    /// <summary>How long a page may take to come to a state: many times what it takes on a busy machine.</summary>
    public const float PatienceMs = 60_000;

    // What stands behind the host's picture moves all the time. Without a graphics card each of its frames is painted by the processor, which took more of a run than all
    // that is tested; it stands still here, and everything else moves. A style sheet that a script makes needs no exception from the page's content policy.
    private const string StandStill = """
        () => {
          const still = new CSSStyleSheet();
          still.replaceSync('.aurora, .pulse i { animation: none !important; }');
          document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
        }
        """;

    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    private ViewerPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout(PatienceMs);
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" && message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                _errors.Add(message.Text);
            }
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Uncaught errors and refused contents: there must be none.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Opens the page of a room and waits until it is live.</summary>
    /// <param name="token">Who opens it; null = a guest with a development token.</param>
    /// <param name="prepare">Done to the page before it is opened.</param>
    /// <param name="rewrite">Done to every text message of the server on its way to the page.</param>
    public static async Task<ViewerPage> OpenAsync(
        IBrowser browser, Uri server, string room, string protocol, string language = "en", bool isPhone = false, Func<string, string>? rewrite = null, string? token = null,
        Func<IPage, Task>? prepare = null)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = isPhone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 800 },
            HasTouch = isPhone,
        });
        var viewer = new ViewerPage(context, await context.NewPageAsync());
        if (rewrite is not null)
        {
            await viewer.Page.RouteWebSocketAsync("**/hubs/room*", page => page.ConnectToServer().OnMessage(frame => page.Send(rewrite(frame.Text!))));
        }

        if (prepare is not null)
        {
            await prepare(viewer.Page);
        }

        await viewer.Page.AddInitScriptAsync($"({StandStill})()");
        await viewer.Page.GotoAsync(new Uri(server, $"/?room={room}&protocol={protocol}&lang={language}{(token is null ? "" : $"#token={token}")}").ToString());
        await viewer.WaitUntilLiveAsync();
        return viewer;
    }

    /// <summary>Waits until the page is in the room.</summary>
    public Task WaitUntilLiveAsync() => WaitForAsync("() => window.crosslive?.connection.phase === 'live'");

    /// <summary>Waits until the page has noticed that it is not in the room.</summary>
    public Task WaitUntilAwayAsync() => WaitForAsync("() => window.crosslive.connection.phase !== 'live'");

    /// <summary>Waits until every text has come to the page, once or more.</summary>
    public Task WaitForTextsAsync(IReadOnlyCollection<string> texts) => Page.WaitForFunctionAsync(
        "wanted => { const seen = new Set(window.crosslive.appliedSequences.map(applied => applied[3])); return wanted.every(text => seen.has(text)); }",
        texts,
        new PageWaitForFunctionOptions { Timeout = PatienceMs });

    /// <summary>Waits until a text stands in the chat list.</summary>
    public Task WaitForRowAsync(string text) => Page.Locator("#messages > *", new PageLocatorOptions { HasTextString = text }).First.WaitForAsync();

    /// <summary>What the page was given, in order.</summary>
    public async Task<IReadOnlyList<AppliedEvent>> AppliedAsync() =>
        [.. (await Page.EvaluateAsync("() => window.crosslive.appliedSequences"))!.Value.EnumerateArray()
            .Select(applied => new AppliedEvent(applied[0].GetInt64(), applied[1].GetInt64(), applied[2].GetString()!, applied[3].GetString()!))];

    /// <summary>The sequences of the rows in the chat list, top to bottom.</summary>
    public async Task<IReadOnlyList<long>> RowsAsync() =>
        [.. (await Page.EvaluateAsync("() => [...document.querySelectorAll('#messages > [data-sequence]')].map(row => Number(row.dataset.sequence))"))!.Value.EnumerateArray().Select(row => row.GetInt64())];

    /// <summary>One of the hook's counters.</summary>
    public Task<int> CountAsync(string counter) => Page.EvaluateAsync<int>($"() => window.crosslive.{counter}");

    /// <summary>Puts a picture of the page among the tests' results, for people to look at.</summary>
    public Task PictureAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "pictures", name + ".png") });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private Task WaitForAsync(string condition) => Page.WaitForFunctionAsync(condition, null, new PageWaitForFunctionOptions { Timeout = PatienceMs });
}

/// <summary>An event that a page was given.</summary>
internal sealed record AppliedEvent(long Epoch, long Sequence, string Kind, string Text);
