using System.Net;
using CrossLive.Platforms;
using CrossLive.PlatformSimulators.YouTube;
using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.Grains.Tests.PlatformAdapters;

public sealed class YouTubePollingTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private AdapterCluster _cluster = null!;
    private YouTubeSimulator _youTube = null!;
    private int _next;

    public async Task InitializeAsync()
    {
        _youTube = await YouTubeSimulator.StartAsync("chat", "key");
        _youTube.PollingIntervalMs = 5;
        _cluster = await AdapterCluster.StartAsync(_folder.Path);
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _youTube.DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task A_chat_over_many_pages_comes_in_order_with_its_super_chats_and_deletions()
    {
        await _cluster.OpenRoomAsync();
        _youTube.PageItems = 3;
        for (var i = 0; i < 10; i++)
        {
            _youTube.Add(Next().Text($"text {i}"));
        }

        _youTube.Add(Next().SuperChat(200_000_000, "JPY", "頑張って"));
        _youTube.Add(Next().SuperChat(4_990_000, "USD", "nice"));
        _youTube.Add(Next().SuperChat(1_234_000, "KWD", "ممتاز"));
        _youTube.Add(Next().Deletion("i3"));

        var adapter = await ConnectAsync();
        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).Accepted == 14, "all items to be in the room");

        (await _cluster.TextsAsync()).ShouldBe(Enumerable.Range(0, 10).Select(i => $"text {i}"));
        var events = await _cluster.EventsAsync();
        events.Select(e => e.Body).OfType<GiftSent>().Select(gift => gift.Value).ShouldBe([new Money(200, "JPY"), new Money(499, "USD"), new Money(1_234, "KWD")]);
        events.Select(e => e.Body).OfType<MessageDeleted>().ShouldHaveSingleItem().MessageSequence.ShouldBe(events.Single(e => e.Body is ChatPosted { Text: "text 3" }).Sequence);
        await Eventually.HoldsAsync(() => _youTube.AskedTokens.Count >= 6, "the poll after the last page");
        _youTube.AskedTokens.Take(6).ShouldBe([null, "page-3", "page-6", "page-9", "page-12", "page-14"]);
    }

    [Fact]
    public async Task Polling_goes_on_from_the_cursor_after_a_restart_and_nothing_comes_twice()
    {
        await _cluster.OpenRoomAsync();
        _youTube.Add(Next().Text("before"));
        await ConnectAsync();
        await Eventually.HoldsAsync(async () => (await _cluster.TextsAsync()).Count == 1, "the first message");
        await _cluster.DisposeAsync();
        _youTube.Add(Next().Text("meanwhile"));
        var asked = _youTube.AskedTokens.Count;

        _cluster = await AdapterCluster.StartAsync(_folder.Path);
        await Eventually.HoldsAsync(async () => (await _cluster.TextsAsync()).Count == 2, "the second message");

        // The reminder has it polled as soon as the cluster stands: the cursor that it began with is what YouTube was first asked with, the one it has may be newer.
        (await _cluster.TextsAsync()).ShouldBe(["before", "meanwhile"]);
        _youTube.AskedTokens[asked].ShouldBe("page-1");
    }

    [Fact]
    public async Task After_a_restart_polling_begins_again_without_anybody_asking()
    {
        await _cluster.OpenRoomAsync();
        await ConnectAsync();
        await Eventually.HoldsAsync(() => _youTube.Requests > 0, "a poll");
        await _cluster.DisposeAsync();
        var requests = _youTube.Requests;

        _cluster = await AdapterCluster.StartAsync(_folder.Path);

        await Eventually.HoldsAsync(() => _youTube.Requests > requests, "the reminder to start polling");
    }

    [Fact]
    public async Task A_cursor_that_could_not_be_stored_repeats_a_page_after_a_restart_and_the_room_drops_it()
    {
        await _cluster.OpenRoomAsync();
        var adapter = await ConnectAsync();
        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).Cursor == "page-0", "the first page");
        _cluster.Documents.WriteFailure = new IOException("No storage.");
        _youTube.Add(Next().Text("one"));
        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).State == PlatformState.Failing, "the failure to be shown");
        _youTube.Add(Next().Text("two"));
        await Eventually.HoldsAsync(async () => (await _cluster.TextsAsync()).Count == 2, "polling to go on");

        await _cluster.DisposeAsync();
        var asked = _youTube.AskedTokens.Count;
        _cluster = await AdapterCluster.StartAsync(_folder.Path);
        await Eventually.HoldsAsync(async () => (await _cluster.Adapter("youtube").GetHealthAsync()).Repeated == 2, "the page to come again");

        _youTube.AskedTokens[asked].ShouldBe("page-0");
        (await _cluster.TextsAsync()).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_room_that_is_away_or_not_yet_open_gets_the_chat_later()
    {
        _youTube.Add(Next().Text("early"));
        var adapter = await ConnectAsync();
        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).State == PlatformState.Failing, "the poll to wait for the room");
        (await adapter.GetHealthAsync()).Cursor.ShouldBeNull();

        await _cluster.OpenRoomAsync();
        await Eventually.HoldsAsync(async () => (await _cluster.TextsAsync()).Count == 1, "the message");

        _cluster.Log.OnAppend = append => ValueTask.FromException(new RoomLogUnavailableException(append.Room, "Away.", mayBeWritten: false));
        _youTube.Add(Next().Text("late"));
        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).State == PlatformState.Failing, "the storage to be missed");
        _cluster.Log.OnAppend = null;
        await Eventually.HoldsAsync(async () => (await _cluster.TextsAsync()).Count == 2, "the message after the failure");

        (await _cluster.TextsAsync()).ShouldBe(["early", "late"]);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "rateLimitExceeded")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "backendError")]
    [InlineData(HttpStatusCode.BadRequest, "pageTokenInvalid")]
    public async Task An_error_passes_and_the_chat_goes_on(HttpStatusCode status, string reason)
    {
        await _cluster.OpenRoomAsync();
        _youTube.FailNext(status, reason, times: 4);
        _youTube.Add(Next().Text("hello"));

        var adapter = await ConnectAsync();
        await Eventually.HoldsAsync(async () => (await _cluster.TextsAsync()).Count == 1, "the message");

        (await adapter.GetHealthAsync()).LastError.ShouldNotBeNull().ShouldContain(reason);
        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).State == PlatformState.Live, "health");
    }

    [Fact]
    public async Task A_used_up_quota_stops_polling_for_long_and_a_new_connection_begins_at_once()
    {
        await _cluster.OpenRoomAsync();
        _youTube.FailNext(HttpStatusCode.Forbidden, "quotaExceeded");
        var adapter = await ConnectAsync();
        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).Detail?.Contains("quotaExceeded", StringComparison.Ordinal) == true, "the error");
        _youTube.Requests.ShouldBe(1);

        _youTube.Add(Next().Text("hello"));
        await ConnectAsync();
        await Eventually.HoldsAsync(async () => (await _cluster.TextsAsync()).Count == 1, "the message");
    }

    [Fact]
    public async Task A_token_that_Google_does_not_renew_is_the_connection_s_trouble_while_the_chat_goes_on_and_over_with_a_new_one()
    {
        await _cluster.OpenRoomAsync();
        _youTube.OAuth.RefreshToken = "1//of-today";
        var adapter = await ConnectAsync("1//of-yesterday");
        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).State == PlatformState.Failing, "the refusal");
        _youTube.Add(Next().Text("hello"));
        await Eventually.HoldsAsync(async () => (await _cluster.TextsAsync()).Count == 1, "the chat to go on");
        var health = await adapter.GetHealthAsync();
        (health.State, health.LastError).ShouldBe((PlatformState.Failing, health.Detail));
        health.Detail.ShouldNotBeNull().ShouldContain("invalid_grant");
        health.ToString().ShouldNotContain("1//");
        _youTube.OAuth.Asked.ShouldBe(1, "A refusal is not asked for again with each poll.");

        await ConnectAsync("1//of-today");
        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).State is PlatformState.Live or PlatformState.Waiting && _youTube.OAuth.Asked == 2, "the trouble to be over");
        (await adapter.GetHealthAsync()).Detail.ShouldBeNull();
    }

    [Fact]
    public async Task The_end_of_the_chat_ends_the_polling_and_is_shown()
    {
        await _cluster.OpenRoomAsync();
        var adapter = await ConnectAsync();
        await Eventually.HoldsAsync(() => _youTube.Requests > 0, "a poll");
        _youTube.End();

        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).State == PlatformState.Revoked, "the end to be seen");
        var requests = _youTube.Requests;
        await _cluster.DeactivateAsync(adapter);
        var health = await adapter.GetHealthAsync();

        health.State.ShouldBe(PlatformState.Revoked);
        health.Detail.ShouldNotBeNull().ShouldContain("liveChatEnded");
        _youTube.Requests.ShouldBe(requests);
    }

    [Fact]
    public async Task Disconnecting_ends_the_polling()
    {
        await _cluster.OpenRoomAsync();
        var adapter = await ConnectAsync();
        await Eventually.HoldsAsync(() => _youTube.Requests > 2, "polls");

        await adapter.DisconnectAsync();
        var requests = _youTube.Requests;
        await _cluster.DeactivateAsync(adapter);
        await adapter.GetHealthAsync();

        _youTube.Requests.ShouldBe(requests);
    }

    private YouTubeItem Next() => new($"i{_next++}", "UC1", "Yuki", DateTimeOffset.UtcNow);

    private async Task<IPlatformAdapterGrain> ConnectAsync(string? refresh = null)
    {
        var adapter = _cluster.Adapter("youtube");
        var settings = new Dictionary<string, string> { ["liveChatId"] = "chat", ["apiKey"] = "key", ["baseAddress"] = _youTube.BaseAddress.AbsoluteUri };
        if (refresh is not null)
        {
            (settings["refreshToken"], settings["clientId"], settings["clientSecret"]) = (refresh, _youTube.OAuth.ClientId, _youTube.OAuth.ClientSecret);
            settings["tokenAddress"] = new Uri(_youTube.BaseAddress, "token").AbsoluteUri;
        }

        await adapter.ConnectAsync(new PlatformConnection("youtube", [], settings));
        return adapter;
    }
}
