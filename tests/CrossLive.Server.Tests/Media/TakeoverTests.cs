using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>The server that a host publishes to is gone for good, and the host's encoder publishes to the other one of the cluster.</summary>
public sealed class TakeoverTests(StreamCluster cluster, NginxRtmp nginx, ITestOutputHelper output) : IClassFixture<StreamCluster>, IClassFixture<NginxRtmp>
{
    private const int Pictures = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan WorkersEnd = TimeSpan.FromSeconds(15);

    /// <summary>Of two rooms: one has its media session in the server that dies, the other in the one that lives, so its host publishes to a server without it first.</summary>
    [WorkerFact]
    public async Task A_show_goes_on_at_the_other_server_when_the_one_that_sends_it_is_killed_and_stays_away()
    {
        await cluster.MakeWholeAsync();
        (string Room, string Key)[] rooms = [await cluster.NewRoomAsync(0), await cluster.NewRoomAsync(1)];
        await using (var first = Ffmpeg.Publish(cluster.AddressOf(0, rooms[0].Key)))
        await using (var second = Ffmpeg.Publish(cluster.AddressOf(0, rooms[1].Key)))
        {
            foreach (var (room, _) in rooms)
            {
                using var api = cluster.At(0, room);
                await api.SetDestinationAsync("one", new { url = nginx.AddressOf("one", room), enabled = true, maxVideoKbps = 700 });
                await api.SetDestinationAsync("gone", nginx.AddressOf("two", "gone-" + room));
                await api.WhenSentAsync("one", Pictures, cluster.Log);
                (await api.RemoveDestinationAsync("gone")).ShouldBe(HttpStatusCode.NoContent);
                await api.SetDestinationAsync("added", nginx.AddressOf("two", "added-" + room), enabled: false);
                ProcessOf(await api.GetAsync()).ShouldBe(cluster[0].Id);
            }

            cluster[0].Kill();
        }

        var watch = Stopwatch.StartNew();
        await Eventually.HoldsAsync(() => WorkerProgram.Of(cluster[0].Id).Count == 0, WorkersEnd, () => "Workers outlived their server.");
        await using var returned = new ReturningPublisher(cluster.AddressOf(1, rooms[0].Key));
        await using var other = new ReturningPublisher(cluster.AddressOf(1, rooms[1].Key));
        await Task.WhenAll(WhenReceivedAgainAsync(rooms[0].Room, returned, watch), WhenReceivedAgainAsync(rooms[1].Room, other, watch));

        foreach (var (room, _) in rooms)
        {
            using var api = cluster.At(1, room);
            ProcessOf(await api.WhenAsync("live", cluster.Log)).ShouldBe(cluster[1].Id);
            var all = await api.GetDestinationsAsync();
            all.GetProperty("destinations").EnumerateArray().Select(each => each.GetProperty("id").GetString()).ShouldBe(["one", "added"]);
            (await api.WhenSentAsync("one", Pictures, cluster.Log)).GetProperty("maxVideoKbps").GetInt32().ShouldBe(700);
            (await api.WhenDestinationAsync("added", each => each.GetProperty("state").GetString() == "off")).GetProperty("enabled").GetBoolean().ShouldBeFalse();
            WorkerProgram.Of(cluster[1].Id, "encoder", room).ShouldHaveSingleItem();

            // And what is changed from now on is followed there.
            await api.SetDestinationAsync("added", nginx.AddressOf("two", "added-" + room));
            await api.WhenSentAsync("added", Pictures, cluster.Log);
            nginx.Recordings("added-" + room).ShouldHaveSingleItem().BeginsWithKeyframe.ShouldBeTrue();
        }
    }

    /// <summary>It is neither dead nor there: its connections stand and its workers would send on, but platforms take a key once.</summary>
    [WorkerFact]
    public async Task A_server_that_is_frozen_sends_nothing_on_and_does_not_begin_again_when_it_thaws()
    {
        await cluster.MakeWholeAsync();
        var (room, key) = await cluster.NewRoomAsync(0);
        using var there = cluster.At(0, room);
        await there.SetDestinationAsync("one", nginx.AddressOf("one", room));
        await using var first = Ffmpeg.Publish(cluster.AddressOf(0, key));
        await there.WhenSentAsync("one", Pictures, cluster.Log);
        var frozen = cluster[0];
        ProcessSignal.Send(frozen.Id, ProcessSignal.Stop);
        var watch = Stopwatch.StartNew();
        await using var returned = new ReturningPublisher(cluster.AddressOf(1, key));
        await Eventually.HoldsAsync(() => WorkerProgram.Of(frozen.Id).All(IsDead), WorkersEnd, () => "Workers of a frozen server go on.");
        output.WriteLine($"The frozen server's workers had ended after {watch.ElapsedMilliseconds} ms.");
        await WhenReceivedAgainAsync(room, returned, watch);

        ProcessSignal.Send(frozen.Id, ProcessSignal.Continue);
        await frozen.WaitForExitAsync(Patience);
        frozen.Log.ShouldContain(line => line.Contains("this process stood still", StringComparison.Ordinal));
        frozen.Log.ShouldNotContain(line => line.Contains("its relay ended, refused", StringComparison.Ordinal), string.Join('\n', frozen.Log));
        using var api = cluster.At(1, room);
        ProcessOf(await api.WhenAsync("live", cluster.Log)).ShouldBe(cluster[1].Id);
        var sent = await api.WhenSentAsync("one", Pictures, cluster.Log);
        await api.WhenSentAsync("one", sent.GetProperty("sentPictures").GetInt64() + Pictures, cluster.Log);
    }

    // The platform's own view of it: a second recording that grows.
    private async Task WhenReceivedAgainAsync(string room, ReturningPublisher publisher, Stopwatch watch)
    {
        await Eventually.HoldsAsync(
            async () =>
            {
                await publisher.ReturnAsync();
                return nginx.Recordings(room) is { Count: > 1 } all && all[^1].Pictures >= Pictures;
            },
            Patience,
            () => publisher.Said + cluster.Log());
        output.WriteLine($"{room}: {Pictures} pictures had come to the platform again after {watch.ElapsedMilliseconds} ms; the host came {publisher.Tries} times.");
    }

    private static int ProcessOf(JsonElement stream) => int.Parse(stream.GetProperty("process").GetString()!.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture);

    // Nobody has asked for its exit code while its parent is frozen.
    private static bool IsDead(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] == 'Z';
        }
        catch (IOException)
        {
            return true;
        }
    }
}
