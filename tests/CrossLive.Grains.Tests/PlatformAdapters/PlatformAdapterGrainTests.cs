using CrossLive.Platforms;
using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.Grains.Tests.PlatformAdapters;

public sealed class PlatformAdapterGrainTests : IAsyncLifetime
{
    private static readonly PlatformConnection TikTok = new("tiktok", ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], new Dictionary<string, string>());
    private readonly TemporaryFolder _folder = new();
    private AdapterCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await AdapterCluster.StartAsync(_folder.Path, maxWaiting: 2_000);
        await _cluster.OpenRoomAsync();
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task What_was_never_connected_and_what_was_disconnected_are_told_apart()
    {
        var adapter = _cluster.Adapter("tiktok");
        (await adapter.GetConnectionAsync()).ShouldBeNull();
        (await adapter.DeliverAsync([Chat(1)]))[0].Code.ShouldBe(IngressCode.NotConnected);

        await adapter.ConnectAsync(TikTok);
        (await adapter.GetConnectionAsync())!.Secrets.ShouldBe(TikTok.Secrets);
        (await adapter.GetHealthAsync()).State.ShouldBe(PlatformState.Waiting);
        await adapter.DisconnectAsync();

        var ended = (await adapter.GetConnectionAsync()).ShouldNotBeNull();
        ended.IsEnded.ShouldBeTrue();
        ended.Secrets.ShouldBeEmpty();
        (await adapter.DeliverAsync([Chat(1)]))[0].Code.ShouldBe(IngressCode.Disconnected);
        (await adapter.GetHealthAsync()).State.ShouldBe(PlatformState.Disconnected);
    }

    [Fact]
    public async Task A_connection_that_cannot_work_is_refused_and_the_one_before_stays()
    {
        var adapter = _cluster.Adapter("tiktok");
        await adapter.ConnectAsync(TikTok);

        await Should.ThrowAsync<ArgumentException>(() => adapter.ConnectAsync(TikTok with { Secrets = [] }));
        await Should.ThrowAsync<ArgumentException>(() => adapter.ConnectAsync(TikTok with { Platform = "twitch" }));
        await Should.ThrowAsync<ArgumentException>(() => _cluster.Adapter("myspace").ConnectAsync(TikTok with { Platform = "myspace" }));

        (await adapter.GetConnectionAsync())!.Secrets.ShouldBe(TikTok.Secrets);
    }

    [Fact]
    public async Task Each_sender_s_commands_reach_the_room_in_its_order_and_are_counted()
    {
        var adapter = await ConnectedAsync();

        await Task.WhenAll(SendAsync(0), SendAsync(1_000));

        var numbers = (await _cluster.TextsAsync()).Select(text => int.Parse(text["text ".Length..], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        numbers.Where(number => number < 1_000).ShouldBe(Enumerable.Range(0, 100));
        numbers.Where(number => number >= 1_000).ShouldBe(Enumerable.Range(1_000, 100));
        var health = await adapter.GetHealthAsync();
        health.State.ShouldBe(PlatformState.Live);
        health.Accepted.ShouldBe(200);

        async Task SendAsync(int first)
        {
            for (var i = 0; i < 10; i++)
            {
                (await adapter.DeliverAsync([.. Enumerable.Range(first + (i * 10), 10).Select(Chat)])).ShouldAllBe(answer => answer.Outcome == CommandOutcome.Accepted);
            }
        }
    }

    [Fact]
    public async Task A_mixed_delivery_is_answered_in_its_order()
    {
        var adapter = await ConnectedAsync();

        var answers = await adapter.DeliverAsync([Chat(1), Likes(2, 5), Chat(3), Likes(4, 7), Chat(1)]);

        answers.Select(answer => answer.Outcome).ShouldBe(
            [CommandOutcome.Accepted, CommandOutcome.Accepted, CommandOutcome.Accepted, CommandOutcome.Accepted, CommandOutcome.Repeated]);
        answers[4].Position.ShouldBe(answers[0].Position);
        (await _cluster.Room().InspectAsync()).View!.Likes.ShouldBe([new PlatformCount("tiktok", 12)]);
    }

    [Fact]
    public async Task A_repeat_is_dropped_across_restarts_of_the_adapter_and_of_the_silo()
    {
        var adapter = await ConnectedAsync();
        (await adapter.DeliverAsync([Chat(1), Likes(2, 5)])).ShouldAllBe(answer => answer.Outcome == CommandOutcome.Accepted);

        await _cluster.DeactivateAsync(adapter);
        (await adapter.DeliverAsync([Chat(1), Likes(2, 5)])).ShouldAllBe(answer => answer.Outcome == CommandOutcome.Repeated);

        await _cluster.DisposeAsync();
        _cluster = await AdapterCluster.StartAsync(_folder.Path);
        (await _cluster.Adapter("tiktok").DeliverAsync([Chat(1), Likes(2, 5), Chat(3)])).Select(answer => answer.Outcome)
            .ShouldBe([CommandOutcome.Repeated, CommandOutcome.Repeated, CommandOutcome.Accepted]);
        (await _cluster.TextsAsync()).ShouldBe(["text 1", "text 3"]);
        (await _cluster.Room().InspectAsync()).View!.Likes.ShouldBe([new PlatformCount("tiktok", 5)]);
    }

    [Fact]
    public async Task A_storage_that_stumbles_is_tried_again_without_losing_or_doubling_anything()
    {
        var adapter = await ConnectedAsync();
        var failures = 1;
        _cluster.Log.OnAppend = append => Interlocked.Decrement(ref failures) >= 0
            ? ValueTask.FromException(new RoomLogUnavailableException(append.Room, "Away.", mayBeWritten: false))
            : append.Write();

        var answers = await adapter.DeliverAsync([Chat(1), Chat(2)]);

        answers.ShouldAllBe(answer => answer.IsDone);
        (await _cluster.TextsAsync()).ShouldBe(["text 1", "text 2"]);
    }

    [Fact]
    public async Task A_storage_that_stays_away_is_answered_as_unavailable_in_time_and_shown_in_the_health()
    {
        var adapter = await ConnectedAsync();
        _cluster.Log.OnAppend = append => ValueTask.FromException(new RoomLogUnavailableException(append.Room, "Away.", mayBeWritten: false));

        var answers = await adapter.DeliverAsync([Chat(1)]);

        answers[0].Code.ShouldBe(Rejection.RoomUnavailable);
        TransientAnswer.Is(answers[0]).ShouldBeTrue();
        (await adapter.GetHealthAsync()).State.ShouldBe(PlatformState.Failing);

        _cluster.Log.OnAppend = null;
        await Eventually.HoldsAsync(async () => (await adapter.DeliverAsync([Chat(1)]))[0].IsDone, "the room to be back");
        (await adapter.GetHealthAsync()).State.ShouldBe(PlatformState.Live);
        (await _cluster.TextsAsync()).ShouldBe(["text 1"]);
    }

    [Fact]
    public async Task At_the_limit_of_waiting_commands_a_delivery_is_answered_busy()
    {
        var adapter = await ConnectedAsync();
        var hold = new TaskCompletionSource();
        _cluster.Log.OnAppend = async append =>
        {
            await hold.Task;
            await append.Write();
        };

        // One call in flight and two full ones waiting is the limit: of five, at least two are refused at once.
        var deliveries = Enumerable.Range(0, 5).Select(i => adapter.DeliverAsync([.. Enumerable.Range(i * 1_000, 1_000).Select(Chat)])).ToArray();
        await Eventually.HoldsAsync(() => deliveries.Count(delivery => delivery.IsCompletedSuccessfully) >= 2, "two refusals");
        var refused = deliveries.Where(delivery => delivery.IsCompletedSuccessfully).ToArray();

        _cluster.Log.OnAppend = null;
        hold.SetResult();
        (await Task.WhenAll(refused)).SelectMany(answers => answers).ShouldAllBe(answer => answer.Code == Rejection.RoomBusy && answer.RetryAfterMs > 0);
        (await Task.WhenAll(deliveries.Except(refused))).SelectMany(answers => answers).ShouldAllBe(answer => answer.IsDone);
        (await _cluster.TextsAsync()).Count.ShouldBe((deliveries.Length - refused.Length) * 1_000);
    }

    [Fact]
    public async Task A_revocation_is_shown_until_the_platform_is_connected_anew()
    {
        var adapter = await ConnectedAsync();
        await adapter.NoteRevocationAsync("authorization_revoked (channel.follow)");
        await _cluster.DeactivateAsync(adapter);

        var health = await adapter.GetHealthAsync();
        health.State.ShouldBe(PlatformState.Revoked);
        health.Detail.ShouldBe("authorization_revoked (channel.follow)");

        await adapter.ConnectAsync(TikTok);
        (await adapter.GetHealthAsync()).State.ShouldBe(PlatformState.Waiting);
    }

    [Fact]
    public async Task Refusals_are_counted_with_the_last_code()
    {
        var adapter = await ConnectedAsync();
        await adapter.NoteRefusalAsync(IngressCode.SignatureWrong, 3);

        await Eventually.HoldsAsync(async () => (await adapter.GetHealthAsync()).Refused == 3, "the refusals to be counted");
        (await adapter.GetHealthAsync()).LastError.ShouldBe(IngressCode.SignatureWrong);
    }

    [Fact]
    public async Task A_delivery_without_commands_or_with_too_many_is_the_caller_s_error()
    {
        var adapter = await ConnectedAsync();

        await Should.ThrowAsync<ArgumentException>(() => adapter.DeliverAsync([]));
        await Should.ThrowAsync<ArgumentException>(() => adapter.DeliverAsync([.. Enumerable.Range(0, 1_001).Select(Chat)]));
    }

    private static RoomCommand Chat(int number) => new(new Person("tiktok", "u1", "Ana"), new PostChat($"text {number}"), CommandKey.For("tiktok:/bridge", $"{number}"));

    private static RoomCommand Likes(int number, long count) => new(new Person("tiktok", "u1", "Ana"), new SendLikes(count), CommandKey.For("tiktok:/bridge", $"{number}"));

    private async Task<IPlatformAdapterGrain> ConnectedAsync()
    {
        var adapter = _cluster.Adapter("tiktok");
        await adapter.ConnectAsync(TikTok);
        return adapter;
    }
}
