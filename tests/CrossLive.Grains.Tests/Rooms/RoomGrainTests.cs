using System.Collections.Concurrent;
using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.Grains.Tests.Rooms;

/// <summary>One silo for all of them; each test has rooms of its own.</summary>
public sealed class RoomGrainTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly RoomCluster _cluster = shared.Cluster;

    [Fact]
    public async Task A_gateway_gets_the_view_and_every_event_after_it_and_its_renewal_is_small()
    {
        var room = await OpenAsync("observed");
        var gateway = new Gateway(_cluster, "g1");

        var first = await gateway.ObserveAsync(room, viewers: 0, Position.Start);
        await ChatAsync(room, 3);
        await Eventually.HoldsAsync(() => gateway.Seen.Count >= 3, "three events");
        var renewed = await gateway.ObserveAsync(room, viewers: 0, gateway.Seen.Last().Position);
        var elsewhere = await gateway.ObserveAsync(room, viewers: 0, new Position(77, 2));
        var ahead = await gateway.ObserveAsync(room, viewers: 0, new Position(1, 1_000));

        first.View.ShouldNotBeNull().Head.ShouldBe(new Position(1, 1));
        gateway.Seen.Select(e => e.Sequence).ShouldBe([2, 3, 4]);
        gateway.Seen.ShouldAllBe(e => e.Keys.Count == 0);
        (renewed.Code, renewed.Head, renewed.View).ShouldBe((null, new Position(1, 4), null));
        elsewhere.View.ShouldNotBeNull();
        ahead.View.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_gateway_of_the_rooms_process_has_an_event_before_its_sender_has_the_answer_and_one_that_fails_does_not_stop_the_room()
    {
        var room = await OpenAsync("observed-here");
        var (failing, here) = (new Gateway(_cluster, "failing", isLocal: true) { Fails = true }, new Gateway(_cluster, "here", isLocal: true));
        await failing.ObserveAsync(room, viewers: 0, Position.Start);
        await here.ObserveAsync(room, viewers: 0, Position.Start);

        await ChatAsync(room, 3);

        here.Seen.Select(e => e.Sequence).ShouldBe([2, 3, 4]);
        failing.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gateway_that_is_not_of_the_process_any_more_is_sent_messages()
    {
        var room = await OpenAsync("observed-there");
        var gateway = new Gateway(_cluster, "there", isLocal: true);
        await gateway.ObserveAsync(room, viewers: 0, Position.Start);

        gateway.MoveAway();
        await ChatAsync(room, 2);

        await Eventually.HoldsAsync(() => gateway.Seen.Count == 2, "two events");
    }

    [Fact]
    public async Task A_room_that_nobody_opened_is_unknown_and_leaves_no_record_whoever_asks()
    {
        var room = _cluster.Room("nobody");

        (await new Gateway(_cluster, "g1").ObserveAsync(room, 5, Position.Start)).Code.ShouldBe(Rejection.RoomUnknown);
        (await room.InspectAsync()).Code.ShouldBe(Rejection.RoomUnknown);
        (await room.ReadAsync(0, 10)).ShouldBeEmpty();
        (await room.ExecuteAsync([Commands.Chat("hello")]))[0].Code.ShouldBe(Rejection.RoomUnknown);
        (await _cluster.Log.GetExtentAsync("nobody", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_room_whose_opening_was_refused_stays_unknown_to_gateways()
    {
        var room = _cluster.Room("refused");

        (await room.ExecuteAsync([Commands.Open(" ")]))[0].Code.ShouldBe(Rejection.TextEmpty);

        (await new Gateway(_cluster, "g1").ObserveAsync(room, 5, Position.Start)).Code.ShouldBe(Rejection.RoomUnknown);
    }

    [Fact]
    public async Task Viewers_are_counted_over_the_gateways_and_dropped_with_the_lease()
    {
        var room = await OpenAsync("counted");
        var (first, second) = (new Gateway(_cluster, "g1"), new Gateway(_cluster, "g2"));

        await first.ObserveAsync(room, viewers: 3, Position.Start);
        await second.ObserveAsync(room, viewers: 4, Position.Start);
        await ViewersAreAsync(room, 7);
        _cluster.Time.Advance(RoomCallLimits.ObserverLease - TimeSpan.FromSeconds(1));
        await second.ObserveAsync(room, viewers: 5, Position.Start);
        await ViewersAreAsync(room, 8);
        _cluster.Time.Advance(TimeSpan.FromSeconds(2));
        await ViewersAreAsync(room, 5);
        await second.ForgetAsync(room);
        await ViewersAreAsync(room, 0);

        (await room.InspectAsync()).Gateways.ShouldBe(0);
    }

    [Fact]
    public async Task A_late_goodbye_of_an_earlier_observer_does_not_end_the_lease_of_the_one_after_it()
    {
        var room = await OpenAsync("goodbye");
        var (earlier, later) = (new Gateway(_cluster, "g1"), new Gateway(_cluster, "g1"));
        await earlier.ObserveAsync(room, 1, Position.Start);
        await later.ObserveAsync(room, 1, Position.Start);

        await earlier.ForgetAsync(room);
        await ChatAsync(room, 1);

        await Eventually.HoldsAsync(() => later.Seen.Any(e => e.Body is ChatPosted), "the event after the goodbye");
        (await room.InspectAsync()).Gateways.ShouldBe(1);
    }

    [Fact]
    public async Task Events_are_read_from_memory_and_from_the_log_alike_over_the_border_between_them()
    {
        var room = await OpenAsync("read");
        await ChatAsync(room, 500);
        var all = (await room.ReadAsync(0, 1_000)).ShouldNotBeNull();

        all.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, 501).Select(i => (long)i));
        foreach (var after in new long[] { 0, 1, 399, 400, 401, 402, 499, 500, 501, 502, 9_999 })
        {
            var events = (await room.ReadAsync(after, 150)).ShouldNotBeNull();
            events.Select(e => e.Sequence).ShouldBe(all.Where(e => e.Sequence > after).Take(150).Select(e => e.Sequence));
            events.ShouldAllBe(e => e.Keys.Count == 0);
        }

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => room.ReadAsync(-1, 1));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => room.ReadAsync(0, 0));
    }

    [Fact]
    public async Task Events_that_the_storage_cannot_give_just_now_are_not_said_to_be_gone()
    {
        var room = await OpenAsync("unreadable");
        await ChatAsync(room, 200);

        _cluster.Log.ReadFailure = new RoomLogUnavailableException("unreadable", "away", mayBeWritten: false);
        await Should.ThrowAsync<IOException>(() => room.ReadAsync(0, 10));
        _cluster.Log.ReadFailure = new RoomLogTrimmedException("unreadable", 0, 100);
        (await room.ReadAsync(0, 10)).ShouldBeNull();
        _cluster.Log.ReadFailure = null;
    }

    [Fact]
    public async Task A_deactivation_loses_nothing_and_the_next_activation_has_a_higher_epoch()
    {
        var room = await OpenAsync("deactivated");
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            var accepted = new List<Position>();
            while (!stop.IsCancellationRequested)
            {
                var answers = await SendUntilDoneAsync(room, [Commands.Chat($"m{sent}"), Commands.Likes(1, $"l{sent}")]);
                accepted.AddRange(answers.Select(answer => answer.Position));
                Interlocked.Increment(ref sent);
            }

            return accepted;
        });

        for (var i = 0; i < 3; i++)
        {
            var before = Volatile.Read(ref sent);
            await Eventually.HoldsAsync(() => Volatile.Read(ref sent) > before + 2, "commands between two deactivations");
            await _cluster.DeactivateAsync(room).WaitAsync(TimeSpan.FromSeconds(20));
        }

        await stop.CancelAsync();
        var positions = await sending.WaitAsync(TimeSpan.FromSeconds(40));

        var stored = (await room.ReadAsync(0, 5_000)).ShouldNotBeNull();
        stored.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, stored.Count).Select(i => (long)i));
        positions.ShouldBeSubsetOf(stored.Select(e => e.Position));
        stored.Count(e => e.Body is ChatPosted).ShouldBe(sent);
        var inspection = await room.InspectAsync();
        inspection.View.ShouldNotBeNull().Likes.ShouldBe([new PlatformCount(PlatformId.Web, sent)]);
        inspection.Epoch.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_fenced_activation_retires_and_the_next_one_goes_on_in_a_higher_epoch()
    {
        var room = await OpenAsync("fenced");
        await _cluster.Log.TakeOverAsync("fenced", CancellationToken.None);

        var answers = await SendUntilDoneAsync(room, [Commands.Chat("goes on")]);

        answers[0].Position.ShouldBe(new Position(3, 2));
    }

    [Fact]
    public async Task A_damaged_room_says_so_and_other_rooms_are_fine()
    {
        var (damaged, other) = (await OpenAsync("damaged"), await OpenAsync("fine"));
        await ChatAsync(damaged, 5);
        await _cluster.DeactivateAsync(damaged);
        _cluster.Log.ReadFailure = new RoomLogDamagedException("damaged", 3, "wrong checksum");

        (await damaged.ExecuteAsync([Commands.Chat("?")]))[0].Code.ShouldBe(Rejection.RoomDamaged);
        (await new Gateway(_cluster, "g1").ObserveAsync(damaged, 0, Position.Start)).Code.ShouldBe(Rejection.RoomDamaged);
        (await damaged.InspectAsync()).Code.ShouldBe(Rejection.RoomDamaged);
        (await other.ExecuteAsync([Commands.Chat("!")]))[0].IsDone.ShouldBeTrue();
        _cluster.Log.ReadFailure = null;
    }

    [Fact]
    public async Task An_operator_sees_the_room_s_state_by_its_hash()
    {
        var room = await OpenAsync("inspected");
        await ChatAsync(room, 30);
        var before = await room.InspectAsync();

        await _cluster.DeactivateAsync(room);
        var after = await room.InspectAsync();

        (after.StateHash, after.Epoch).ShouldBe((before.StateHash, before.Epoch + 1));
        before.StateHash.Length.ShouldBe(64);
        (after.Code, after.WaitingCommands).ShouldBe((null, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RoomCallLimits.MaxCommandsPerCall + 1)]
    public async Task A_call_with_no_or_too_many_commands_is_the_caller_s_mistake(int count)
    {
        var room = await OpenAsync("arguments");

        await Should.ThrowAsync<ArgumentException>(() => room.ExecuteAsync([.. Enumerable.Repeat(Commands.Likes(1), count)]));
    }

    private static async Task ChatAsync(IRoomGrain room, int count)
    {
        var answers = await room.ExecuteAsync([.. Enumerable.Range(0, count).Select(i => Commands.Chat($"message {i}"))]);
        answers.ShouldAllBe(answer => answer.Outcome == CommandOutcome.Accepted);
    }

    private static async Task<IReadOnlyList<CommandAnswer>> SendUntilDoneAsync(IRoomGrain room, RoomCommand[] commands)
    {
        var call = new RetryingRoomCall<RoomCommand>(room.ExecuteAsync, TimeSpan.FromSeconds(30), TimeProvider.System, Random.Shared);
        var answers = await call.ExecuteAsync(commands);
        answers.ShouldAllBe(answer => answer.IsDone);
        return answers;
    }

    private static Task ViewersAreAsync(IRoomGrain room, long count) => Eventually.HoldsAsync(
        async () => (await room.InspectAsync()).View!.Viewers.SingleOrDefault(viewers => viewers.Platform == PlatformId.Web).Count == count, $"{count} viewers");

    private async Task<IRoomGrain> OpenAsync(string name)
    {
        var room = _cluster.Room(name);
        (await room.ExecuteAsync([Commands.Open()]))[0].IsDone.ShouldBeTrue();
        return room;
    }

    /// <summary>A gateway process as the room sees it.</summary>
    private sealed class Gateway : IRoomObserver
    {
        private readonly string _name;
        private readonly IRoomObserver _reference;
        private readonly LocalRoomObservers _local;

        public Gateway(RoomCluster cluster, string name, bool isLocal = false)
        {
            _name = name;
            _local = cluster.Local;
            _reference = cluster.Grains.CreateObjectReference<IRoomObserver>(this);
            if (isLocal)
            {
                _local.Add(_reference, this);
            }
        }

        public bool Fails { get; init; }

        public ConcurrentQueue<RoomEvent> Seen { get; } = [];

        public Task<RoomAttachment> ObserveAsync(IRoomGrain room, int viewers, Position known) =>
            room.ObserveAsync(_reference, new GatewayReport(_name, [new PlatformCount(PlatformId.Web, viewers)], known));

        public Task ForgetAsync(IRoomGrain room) => room.ForgetAsync(_reference, _name);

        public void MoveAway() => _local.Remove(_reference);

        public Task OnEventsAsync(IReadOnlyList<RoomEvent> events)
        {
            if (Fails)
            {
                throw new InvalidOperationException("This gateway is out of order.");
            }

            foreach (var e in events)
            {
                Seen.Enqueue(e);
            }

            return Task.CompletedTask;
        }
    }
}
