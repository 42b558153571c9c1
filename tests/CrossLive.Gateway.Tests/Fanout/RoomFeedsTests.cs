using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Grains;
using CrossLive.Gateway.Hubs;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Fanout;

public sealed class RoomFeedsTests : IAsyncLifetime, IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly ScriptedGrainFactory _script;
    private readonly RoomFeeds _feeds;
    private readonly SendLoops _loops;

    public RoomFeedsTests()
    {
        var (factory, script) = ScriptedGrainFactory.Create();
        _script = script;
        var options = Options.Create(new GatewayOptions { MaxViewers = 5_000, MaxRooms = 3, ForgetRoomMs = 30_000 });
        _loops = new SendLoops(options, _time);
        var rooms = new GrainRooms(factory, new LocalRoomObservers(), options, new GatewayName(new Random(1)), _time, new Random(1), NullLogger<GrainRooms>.Instance);
        _feeds = new RoomFeeds(rooms, _loops, options, _lifetime, _time, new Random(1), NullLogger<RoomFeeds>.Instance);
    }

    public async Task InitializeAsync()
    {
        await _feeds.StartingAsync(CancellationToken.None);
        await _feeds.StartAsync(CancellationToken.None);
        await _feeds.StartedAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _script.References.ShouldBe(0);
    }

    public void Dispose()
    {
        _feeds.Dispose();
        _loops.Dispose();
    }

    [Fact]
    public void Viewers_beyond_the_limit_are_refused_and_a_place_that_comes_back_can_be_taken()
    {
        for (var i = 0; i < 5_000; i++)
        {
            _feeds.TryRent("a", out _, out _).ShouldBeTrue();
        }

        _feeds.TryRent("a", out var feed, out var code).ShouldBeFalse();
        code.ShouldBe(Rejection.GatewayFull);
        feed.ShouldBeNull();
        _feeds.Viewers.ShouldBe(5_000);
    }

    [Fact]
    public void Rooms_beyond_the_limit_are_refused_and_those_that_are_shown_are_not()
    {
        foreach (var room in new[] { "a", "b", "c" })
        {
            _feeds.TryRent(room, out _, out _).ShouldBeTrue();
        }

        _feeds.TryRent("d", out _, out var code).ShouldBeFalse();
        code.ShouldBe(Rejection.GatewayFull);
        _feeds.TryRent("c", out _, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_room_is_forgotten_a_while_after_its_last_viewer_and_followed_anew_by_the_next()
    {
        _feeds.TryRent("a", out var first, out _).ShouldBeTrue();
        _feeds.Return(first!);
        _time.Advance(TimeSpan.FromSeconds(10));
        _feeds.TryRent("a", out var again, out _).ShouldBeTrue();
        again.ShouldBeSameAs(first);
        _feeds.Return(again!);

        await Eventually.HoldsAsync(_time, TimeSpan.FromSeconds(1), () => _script.Room("a").IsForgotten, "the room to be forgotten");

        await Eventually.HoldsAsync(() => _script.References == 0, "the observer to be given back");
        _feeds.TryRent("a", out var later, out _).ShouldBeTrue();
        later.ShouldNotBeSameAs(first);
        (await later!.ReadyAsync(CancellationToken.None).WaitAsync(Eventually.Patience)).ShouldBeNull();
    }

    [Fact]
    public async Task A_process_that_is_told_to_stop_answers_what_it_took_and_says_when_to_come_back()
    {
        var connection = new HeldConnection();
        await using var seat = Seat();
        (await EnterAsync(seat, connection)).Ok.ShouldBeTrue();
        var answer = new TaskCompletionSource<IReadOnlyList<CommandAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Room("a").Execute = _ => answer.Task;
        var command = seat.Session!.Feed.Inbox.SendAsync(new ViewerCommand(seat.Session.Person, HubMethods.Chat, new ChatCall("k-1", "taken")));

        var stopping = Task.Run(_lifetime.StopApplication);
        await Eventually.HoldsAsync(() => !_feeds.TryRent("a", out _, out _), "the end of admission");
        connection.Taken.ShouldBeEmpty();
        answer.SetResult([new CommandAnswer(CommandOutcome.Accepted, new Position(1, 11))]);
        await Eventually.HoldsAsync(() => !connection.Taken.IsEmpty, "the goodbye");
        connection.IsAborted.ShouldBeFalse("the goodbye is on its way still");
        await Eventually.HoldsAsync(_time, TimeSpan.FromMilliseconds(100), () => stopping.IsCompleted, "the end");

        (await command).IsDone.ShouldBeTrue();
        var bye = connection.Taken.Single().Message.ShouldBeOfType<ByeMessage>();
        bye.Code.ShouldBe(DisconnectCode.ShuttingDown);
        bye.RetryMs.ShouldBeInRange(0, 2_000);
        connection.IsAborted.ShouldBeTrue();
        _feeds.TryRent("a", out _, out var code).ShouldBeFalse();
        code.ShouldBe(Rejection.GatewayStopping);
    }

    [Fact]
    public async Task A_room_that_does_not_answer_keeps_nobody_from_the_goodbye()
    {
        var connection = new HeldConnection();
        await using var seat = Seat();
        await EnterAsync(seat, connection);
        var answer = new TaskCompletionSource<IReadOnlyList<CommandAnswer>>();
        _script.Room("a").Execute = _ => answer.Task;
        _ = seat.Session!.Feed.Inbox.SendAsync(new ViewerCommand(seat.Session.Person, HubMethods.Chat, new ChatCall("k-1", "taken")));

        var stopping = Task.Run(_lifetime.StopApplication);

        await Eventually.HoldsAsync(_time, TimeSpan.FromSeconds(1), () => connection.IsAborted, "the goodbye");
        await Eventually.HoldsAsync(_time, TimeSpan.FromSeconds(1), () => stopping.IsCompleted, "the end");
        answer.SetResult([new CommandAnswer(CommandOutcome.Accepted, new Position(1, 11))]);
    }

    [Fact]
    public async Task Thousands_that_come_and_go_in_every_way_leave_no_place_taken()
    {
        _script.Room("b").Failure = new TimeoutException();
        var advancing = true;
        var time = Task.Run(async () =>
        {
            while (Volatile.Read(ref advancing))
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, 3_000), async (i, _) =>
        {
            await using var seat = Seat();
            using var gone = new CancellationTokenSource();
            var entering = new[] { "a", i % 5 == 0 ? "b" : "a", "a" }.Select(room => EnterAsync(seat, new HeldConnection(), room, gone.Token)).ToArray();
            if (i % 3 == 0)
            {
                await gone.CancelAsync();
                await seat.DisposeAsync();
            }

            foreach (var task in entering)
            {
                await task.ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });

        Volatile.Write(ref advancing, false);
        await time;
        _feeds.Viewers.ShouldBe(0);
        _feeds.TryRent("a", out var feed, out _).ShouldBeTrue();
        feed!.Viewers.ShouldBe(0);
    }

    private Seat Seat() => new(new Caller(new Person(PlatformId.Web, "v1", "Vera"), Caller.AnyRoom, null), _feeds, _time);

    private Task<JoinReply> EnterAsync(Seat seat, HeldConnection connection, string room = "a", CancellationToken cancellationToken = default) => seat.EnterAsync(
        room, null, (feed, caller) => new ViewerSession(feed, connection, caller.Person, null, _time, NullLogger.Instance), cancellationToken);

    private async Task StopAsync()
    {
        _lifetime.StopApplication();
        await _feeds.StoppingAsync(CancellationToken.None);
        await _feeds.StopAsync(CancellationToken.None);
        await _feeds.StoppedAsync(CancellationToken.None);
    }
}
