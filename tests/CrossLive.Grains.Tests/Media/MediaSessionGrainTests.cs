using CrossLive.Media;
using CrossLive.Platforms;
using CrossLive.Rooms;

namespace CrossLive.Grains.Tests.Media;

/// <summary>Keys and places of publishers, on real storage.</summary>
public sealed class MediaSessionGrainTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private static readonly byte[] Key = StreamKey.DigestOf("room.secret"), OtherKey = StreamKey.DigestOf("room.other");
    private static readonly StreamReport Playing = new(0, StreamFacts.None with { Video = new VideoFacts("avc1.64001f", 1280, 720, 30, 2_500, 2_000, 60) });

    private RoomCluster Cluster => shared.Cluster;

    [Fact]
    public async Task A_key_is_known_until_it_is_changed_or_revoked_and_over_activations()
    {
        var grain = Session();
        (await grain.CheckKeyAsync(Key)).ShouldBeNull();
        (await grain.InspectAsync()).KeyMadeAtUnixMs.ShouldBeNull();
        (await grain.SetKeyAsync(Key)).ShouldBeGreaterThan(0);
        await Cluster.DeactivateAsync(grain);
        var first = await grain.CheckKeyAsync(Key);
        first.ShouldNotBeNull();
        (await grain.CheckKeyAsync(OtherKey)).ShouldBeNull();

        await grain.SetKeyAsync(OtherKey);
        (await grain.CheckKeyAsync(Key)).ShouldBeNull();
        (await grain.CheckKeyAsync(OtherKey))!.Value.ShouldBeGreaterThan(first.Value);
        (await grain.BeginAsync(Begin(first.Value))).ShouldBe(StreamTurn.KeyUnknown);

        await grain.RevokeKeyAsync();
        await grain.RevokeKeyAsync();
        await Cluster.DeactivateAsync(grain);
        (await grain.CheckKeyAsync(OtherKey)).ShouldBeNull();
    }

    [Fact]
    public async Task One_publisher_at_a_time_the_next_one_after_its_end()
    {
        var (grain, key) = await WithKeyAsync();
        var first = Begin(key);
        (await grain.BeginAsync(first)).ShouldBe(StreamTurn.Granted);
        (await grain.ReportAsync(first.Session, Playing)).ShouldBe(StreamTurn.Granted);
        (await grain.BeginAsync(Begin(key))).ShouldBe(StreamTurn.Taken);
        var seen = await grain.InspectAsync();
        (seen.Publisher!.Session, seen.Facts.Video).ShouldBe((first.Session, Playing.Facts.Video));

        await grain.EndAsync(Guid.NewGuid(), new StreamEnd(1, "Finished", "not the one", null));
        (await grain.InspectAsync()).Publisher.ShouldNotBeNull();
        await grain.EndAsync(first.Session, new StreamEnd(2, "Finished", "done", null));
        var after = await grain.InspectAsync();
        (after.Publisher, after.Facts, after.LastEnd!.Detail).ShouldBe((null, StreamFacts.None, "done"));
        (await grain.BeginAsync(Begin(key))).ShouldBe(StreamTurn.Granted);
    }

    [Fact]
    public async Task A_silent_publisher_gives_way_and_is_told_so()
    {
        var (grain, key) = await WithKeyAsync();
        var older = Begin(key);
        await grain.BeginAsync(older);
        await grain.ReportAsync(older.Session, Playing with { SilenceMs = 2_000 });
        (await grain.BeginAsync(Begin(key))).ShouldBe(StreamTurn.Taken);
        await grain.ReportAsync(older.Session, Playing with { SilenceMs = 3_000 });
        var newer = Begin(key);
        (await grain.BeginAsync(newer)).ShouldBe(StreamTurn.Granted);
        (await grain.ReportAsync(older.Session, Playing)).ShouldBe(StreamTurn.TakenOver);
        await grain.EndAsync(older.Session, new StreamEnd(1, "TakenOver", "the older", null));
        (await grain.InspectAsync()).Publisher!.Session.ShouldBe(newer.Session);
    }

    [Fact]
    public async Task With_no_time_of_silence_the_newer_publisher_always_gets_the_place()
    {
        var (grain, key) = await WithKeyAsync();
        await grain.BeginAsync(Begin(key));
        (await grain.BeginAsync(Begin(key) with { TakeoverAfterMs = 0 })).ShouldBe(StreamTurn.Granted);
    }

    [Fact]
    public async Task A_changed_key_cuts_the_publisher_of_the_old_one_and_the_new_key_has_the_place_at_once()
    {
        var (grain, key) = await WithKeyAsync();
        var older = Begin(key);
        await grain.BeginAsync(older);
        await grain.SetKeyAsync(OtherKey);
        (await grain.ReportAsync(older.Session, Playing)).ShouldBe(StreamTurn.KeyUnknown);
        (await grain.BeginAsync(Begin((await grain.CheckKeyAsync(OtherKey))!.Value))).ShouldBe(StreamTurn.Granted);
        (await grain.ReportAsync(older.Session, Playing)).ShouldBe(StreamTurn.TakenOver);
    }

    [Fact]
    public async Task A_publisher_keeps_its_place_over_activations_as_long_as_its_process_reports()
    {
        var (grain, key) = await WithKeyAsync();
        var begun = Begin(key);
        await grain.BeginAsync(begun);
        await Cluster.DeactivateAsync(grain);
        (await grain.ReportAsync(begun.Session, Playing)).ShouldBe(StreamTurn.Granted);
        (await grain.BeginAsync(Begin(key))).ShouldBe(StreamTurn.Taken);
    }

    [Fact]
    public async Task A_publisher_that_comes_back_after_a_crash_of_the_process_is_not_refused_for_its_own_older_self()
    {
        var (grain, key) = await WithKeyAsync();
        await grain.BeginAsync(Begin(key));
        await Cluster.DeactivateAsync(grain);
        (await grain.BeginAsync(Begin(key))).ShouldBe(StreamTurn.Granted, "Nobody has reported the older one since.");
    }

    [Fact]
    public async Task A_publisher_whose_process_is_gone_is_ended_by_itself()
    {
        var (grain, key) = await WithKeyAsync();
        await grain.BeginAsync(Begin(key));
        await Cluster.DeactivateAsync(grain);
        await Eventually.HoldsAsync(async () => (await grain.InspectAsync()).LastEnd?.Reason == "ProcessGone", "the publisher to be found gone");
        (await grain.InspectAsync()).Publisher.ShouldBeNull();
    }

    [Fact]
    public async Task The_room_is_told_once_that_the_stream_begins_changes_its_size_and_ends_over_activations()
    {
        var (grain, key) = await WithKeyAsync();
        var room = Cluster.Room(grain.GetPrimaryKeyString());
        await room.ExecuteAsync([new RoomCommand(new Person(PlatformId.Web, "op", "Op", Role.Operator), new OpenRoom("Live"))]);
        var begun = Begin(key);
        await grain.BeginAsync(begun);
        await grain.ReportAsync(begun.Session, new StreamReport(0, StreamFacts.None));
        await grain.ReportAsync(begun.Session, Playing);
        await grain.ReportAsync(begun.Session, Playing);
        await Eventually.HoldsAsync(async () => (await room.InspectAsync()).View!.Stream is { WidthPx: 1_280, HeightPx: 720 }, "the stream to be shown");
        var smaller = Playing with { Facts = Playing.Facts with { Video = Playing.Facts.Video! with { WidthPx = 640, HeightPx = 360 } } };
        await grain.ReportAsync(begun.Session, smaller);
        await Eventually.HoldsAsync(async () => (await room.InspectAsync()).View!.Stream is { WidthPx: 640 }, "its new size to be shown");

        // A silo that died: nobody reports, and nobody told the room.
        await Cluster.DeactivateAsync(grain);
        await Eventually.HoldsAsync(async () => (await grain.InspectAsync()).Publisher is null && (await room.InspectAsync()).View!.Stream is null, "its end to be shown");
        (await room.ReadAsync(0, 100))!.Select(e => e.Body).OfType<StreamShown>()
            .ShouldBe([new StreamShown(true, 1_280, 720), new StreamShown(true, 640, 360), new StreamShown(false, null, null)]);
    }

    [Fact]
    public async Task What_is_measured_of_the_picture_s_delay_stands_beside_the_destination_and_reaches_the_platform_s_countdowns()
    {
        var (grain, key) = await WithKeyAsync();
        var adapter = Cluster.Grains.GetGrain<IPlatformAdapterGrain>(PlatformAdapterKey.For(grain.GetPrimaryKeyString(), "twitch"));
        await adapter.ConnectAsync(new PlatformConnection("twitch", ["0123456789"], new Dictionary<string, string>()));
        await grain.SetDestinationAsync(new StreamDestination("main", "rtmp://a.example/live2/key", true) { Platform = "Twitch" });
        await grain.SetDestinationAsync(new StreamDestination("spare", "rtmp://b.example/live2/key", true) { Platform = "twitch" });
        await grain.SetDestinationAsync(new StreamDestination("own", "rtmp://c.example/live2/key", true));
        var begun = Begin(key);
        await grain.BeginAsync(begun);
        await grain.ReportAsync(begun.Session, Playing with { Facts = Playing.Facts with { LagMs = 150, HoldMs = 200 } });

        // Before the first picture there is nothing to be late.
        await grain.ReportEgressAsync(begun.Process, new EgressReport("slate", 0, null, [Live("main", 90_000)]));
        await grain.ReportEgressAsync(begun.Process, new EgressReport("live", 0, null, [Live("main", 300), Live("spare", 500), Live("own", 9_000)]));
        await Eventually.HoldsAsync(async () => (await adapter.GetCountdownsAsync()).VideoDelayMs is not null, "the platform to be told");
        (await adapter.GetCountdownsAsync()).VideoDelayMs.ShouldBe(850, "The later one of the platform's two.");
        (await grain.InspectEgressAsync()).Report.Destinations.Select(each => (each.Id, each.ComingDelayMs, each.SendingDelayMs))
            .ShouldBe([("main", 350, 300), ("spare", 350, 500), ("own", 350, 9_000)]);
        await grain.EndAsync(begun.Session, new StreamEnd(1, "Finished", "done", null));
        await grain.ReportEgressAsync(begun.Process, new EgressReport("slate", 0, null, [Live("main", 300)]));
        (await grain.InspectEgressAsync()).Report.Destinations[0].ComingDelayMs.ShouldBeNull("Nobody publishes.");
    }

    [Fact]
    public async Task Who_goes_on_for_a_process_that_is_gone_has_its_destinations_and_nobody_has_them_from_a_live_one()
    {
        var (grain, key) = await WithKeyAsync();
        (await grain.ContinueEgressAsync("process", "after")).ShouldBeFalse("Nobody has published.");
        var begun = Begin(key);
        await grain.BeginAsync(begun);
        (await grain.ContinueEgressAsync("another", "after")).ShouldBeFalse();
        (await grain.ReportEgressAsync("after", EgressReport.None)).IsYours.ShouldBeFalse();
        (await grain.ContinueEgressAsync(begun.Process, "after")).ShouldBeTrue();
        (await grain.ContinueEgressAsync(begun.Process, "late")).ShouldBeFalse("The other one was first.");
        await Cluster.DeactivateAsync(grain);
        (await grain.ReportEgressAsync("after", EgressReport.None)).IsYours.ShouldBeTrue();
        (await grain.ReportEgressAsync(begun.Process, EgressReport.None)).IsYours.ShouldBeFalse();
        // A name may come again: a container's only process is always number one.
        (await grain.ContinueEgressAsync("after", "after")).ShouldBeTrue();
    }

    private static DestinationStatus Live(string id, int sendingMs) => new(id, "live", null, null, "720p", 1, 0, 1, 0, 10, 0) { SendingDelayMs = sendingMs };

    [Fact]
    public async Task A_publisher_that_sent_nothing_before_it_ended_is_no_news_for_the_room()
    {
        var (grain, key) = await WithKeyAsync();
        var room = Cluster.Room(grain.GetPrimaryKeyString());
        await room.ExecuteAsync([new RoomCommand(new Person(PlatformId.Web, "op", "Op", Role.Operator), new OpenRoom("Live"))]);
        var refused = Begin(key);
        await grain.BeginAsync(refused);
        await grain.EndAsync(refused.Session, new StreamEnd(1, "CodecRefused", "Video codec number 2", null));
        var begun = Begin(key);
        await grain.BeginAsync(begun);
        await grain.ReportAsync(begun.Session, Playing);
        await Eventually.HoldsAsync(async () => (await room.InspectAsync()).View!.Stream is not null, "the stream to be shown");
        (await room.ReadAsync(0, 100))!.Select(e => e.Body).OfType<StreamShown>().ShouldBe([new StreamShown(true, 1_280, 720)]);
    }

    [Fact]
    public async Task A_room_that_is_opened_during_the_stream_is_told_then()
    {
        var (grain, key) = await WithKeyAsync();
        var begun = Begin(key);
        await grain.BeginAsync(begun);
        await grain.ReportAsync(begun.Session, Playing);
        var room = Cluster.Room(grain.GetPrimaryKeyString());
        (await room.InspectAsync()).View?.Title.ShouldBeNull();
        await room.ExecuteAsync([new RoomCommand(new Person(PlatformId.Web, "op", "Op", Role.Operator), new OpenRoom("Live"))]);
        await Eventually.HoldsAsync(
            async () =>
            {
                await grain.ReportAsync(begun.Session, Playing);
                return (await room.InspectAsync()).View!.Stream is not null;
            },
            "the room to be told");
    }

    private static StreamBegin Begin(long key) => new(Guid.NewGuid(), key, "process", "10.0.0.1:5", TakeoverAfterMs: 3_000);

    private async Task<(IMediaSessionGrain Grain, long Key)> WithKeyAsync()
    {
        var grain = Session();
        await grain.SetKeyAsync(Key);
        return (grain, (await grain.CheckKeyAsync(Key))!.Value);
    }

    private IMediaSessionGrain Session() => Cluster.Grains.GetGrain<IMediaSessionGrain>("m-" + Guid.NewGuid().ToString("N"));
}
