using System.Globalization;
using System.Net;
using System.Text.Json;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>ffmpeg publishes, workers send the stream on, nginx takes it as the platforms do.</summary>
public sealed class EgressTests(StreamServer server, NginxRtmp nginx) : IClassFixture<StreamServer>, IClassFixture<NginxRtmp>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WorkersEnd = TimeSpan.FromSeconds(10);

    [WorkerFact]
    public async Task All_destinations_are_sent_the_stream_and_the_trouble_of_one_is_its_own()
    {
        using var room = server.NewRoom();
        await room.SetDestinationAsync("one", nginx.AddressOf("one", "clean-1"));
        await room.SetDestinationAsync("two", nginx.AddressOf("two", "clean-2"));
        await room.SetDestinationAsync("strict", nginx.AddressOf("strict", "secret-key"));
        await room.SetDestinationAsync("nobody", $"rtmp://127.0.0.1:{FreePort.Next()}/live/key");
        await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenSentAsync("one", 30, Log);
        await room.WhenSentAsync("two", 30, Log);
        (await room.WhenDestinationAsync("strict", Is("refused"), Log)).GetProperty("code").GetString().ShouldBe("refused-key");
        (await room.WhenDestinationAsync("nobody", Is("retrying"), Log)).GetProperty("code").GetString().ShouldBe("refused-connection");

        // The other two have known nothing of it, and go on when one is taken away and another comes.
        (await room.RemoveDestinationAsync("two")).ShouldBe(HttpStatusCode.NoContent);
        await room.SetDestinationAsync("three", nginx.AddressOf("two", "clean-3"));
        await room.WhenSentAsync("three", 15, Log);
        var one = await room.WhenSentAsync("one", 60, Log);
        one.GetProperty("restarts").GetInt32().ShouldBe(0);
        one.GetProperty("droppedPictures").GetInt64().ShouldBe(0);
        (await room.GetDestinationsAsync()).ToString().ShouldNotContain("clean-1", Case.Sensitive, "A platform's key is shown to nobody.");
        var recorded = nginx.Recordings("clean-1").ShouldHaveSingleItem();
        (recorded.BeginsWithKeyframe, recorded.StepsBack).ShouldBe((true, 0));
        recorded.AudioFrames.ShouldBeGreaterThan(recorded.Pictures);
        nginx.Recordings("clean-2").ShouldHaveSingleItem().Pictures.ShouldBeGreaterThan(0);
    }

    /// <summary>The server is its own platform here: what goes out of one room over TLS comes into another.</summary>
    [WorkerFact]
    public async Task Over_TLS_a_destination_is_sent_the_stream_where_its_certificate_is_its_own()
    {
        using var platform = server.NewRoom();
        var key = await platform.MakeKeyAsync();
        using var room = server.NewRoom();
        var secure = server.SecureAddressOf(key);
        await room.SetDestinationAsync("tls", secure.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        await room.SetDestinationAsync("other-name", secure);
        await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenSentAsync("tls", 30, Log);
        (await platform.WhenAsync("live", Log)).GetProperty("remote").GetString()!.ShouldNotBeEmpty();
        (await room.WhenDestinationAsync("other-name", Is("refused"), Log)).GetProperty("code").GetString().ShouldBe("tls-certificate");
    }

    [WorkerFact]
    public async Task A_link_that_narrows_is_sent_a_smaller_picture_and_all_of_the_sound_and_then_the_whole_picture_again()
    {
        using var room = server.NewRoom();
        await using var link = new NarrowLink(nginx.Port);
        await room.SetDestinationAsync("one", link.Through(nginx.AddressOf("one", "narrow")));
        await room.SetDestinationAsync("two", nginx.AddressOf("two", "wide"));
        await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenSentAsync("one", 15, Log);
        var whole = 0;
        await Eventually.HoldsAsync(async () => (whole = VideoKbps(await room.GetDestinationAsync("one"))) > 0, Patience, Log);

        link.BytesPerSecond = 16_000;
        await Eventually.HoldsAsync(async () => VideoKbps(await room.GetDestinationAsync("one")) < whole, Patience, Log);
        var decision = (await room.GetDestinationAsync("one")).GetProperty("decisions").EnumerateArray().First(each => each.GetProperty("reason").GetString() is "Congestion" or "Severe");
        decision.GetProperty("explanation").GetString()!.ShouldContain(" kbps");
        decision.GetProperty("audioKbps").GetInt32().ShouldBe(48);

        link.BytesPerSecond = int.MaxValue;
        await Eventually.HoldsAsync(async () => VideoKbps(await room.GetDestinationAsync("one")) == whole && !await IsSlateAsync("one"), Patience, Log);
        var narrow = await room.WhenDestinationAsync("one", Is("live"));
        narrow.GetProperty("restarts").GetInt32().ShouldBe(0);
        await Eventually.HoldsAsync(() => Task.FromResult(nginx.Recordings("narrow") is [{ AudioFrames: > 100 }]), Patience, Log);
        var recorded = nginx.Recordings("narrow").ShouldHaveSingleItem();
        recorded.StepsBack.ShouldBe(0);
        recorded.LongestAudioGapMs.ShouldBeLessThan(200);

        // The other one has known nothing of it.
        var two = await room.GetDestinationAsync("two");
        two.GetProperty("decisions").EnumerateArray().Select(each => each.GetProperty("reason").GetString()).ShouldBe(["Start"]);
        two.GetProperty("destination").GetProperty("droppedPictures").GetInt64().ShouldBe(0);

        async Task<bool> IsSlateAsync(string id) => (await room.GetDestinationAsync(id)).GetProperty("destination").GetProperty("slate").GetBoolean();
    }

    [WorkerFact]
    public async Task The_slate_stands_in_for_a_host_that_is_away_on_the_same_connection()
    {
        using var room = server.NewRoom();
        await room.SetDestinationAsync("one", nginx.AddressOf("one", "slate"));
        var address = server.AddressOf(await room.MakeKeyAsync());
        await using (var first = Ffmpeg.Publish(address))
        {
            await room.WhenSentAsync("one", 15, Log);
            await first.FinishAsync();
        }

        await Eventually.HoldsAsync(async () => Encoder(await room.GetDestinationsAsync()) == "slate", Patience, Log);
        var away = await room.WhenDestinationAsync("one", Is("live"));
        await using var second = Ffmpeg.Publish(address);
        await Eventually.HoldsAsync(async () => Encoder(await room.GetDestinationsAsync()) == "live", Patience, Log);
        var back = await room.WhenSentAsync("one", away.GetProperty("sentPictures").GetInt64() + 30, Log);
        back.GetProperty("restarts").GetInt32().ShouldBe(0);
        var recorded = nginx.Recordings("slate").ShouldHaveSingleItem();
        recorded.StepsBack.ShouldBe(0);
        recorded.LongestAudioGapMs.ShouldBeLessThan(1_000, "The sound's times have no hole where the host was away.");
    }

    [WorkerFact]
    public async Task Workers_that_are_killed_or_frozen_come_back_with_media_and_others_are_not_touched()
    {
        using var room = server.NewRoom();
        await room.SetDestinationAsync("one", nginx.AddressOf("one", "kill-1"));
        await room.SetDestinationAsync("two", nginx.AddressOf("two", "kill-2"));
        await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenSentAsync("one", 15, Log);
        await room.WhenSentAsync("two", 15, Log);
        foreach (var signal in new[] { ProcessSignal.Kill, ProcessSignal.Stop })
        {
            await ReplacedAsync("encoder", room.Room, signal);
            var one = await room.WhenDestinationAsync("one", Is("live"));
            await room.WhenSentAsync("one", one.GetProperty("sentPictures").GetInt64() + 30, Log);
        }

        // Both kept their connections: the times on them went on while the encoder was away.
        foreach (var id in new[] { "one", "two" })
        {
            (await room.WhenDestinationAsync(id, Is("live"))).GetProperty("restarts").GetInt32().ShouldBe(0);
        }

        nginx.Recordings("kill-1").ShouldHaveSingleItem().StepsBack.ShouldBe(0);
        foreach (var signal in new[] { ProcessSignal.Kill, ProcessSignal.Stop })
        {
            await ReplacedAsync("relay", room.Room + "/one", signal);
            await room.WhenSentAsync("one", 15, Log);
        }

        (await room.WhenDestinationAsync("one", Is("live"))).GetProperty("restarts").GetInt32().ShouldBe(2);
        (await room.WhenDestinationAsync("two", Is("live"))).GetProperty("restarts").GetInt32().ShouldBe(0);
    }

    [WorkerFact]
    public async Task A_server_that_is_killed_leaves_no_worker_and_streams_on_after_its_restart()
    {
        using var room = server.NewRoom();
        await room.SetDestinationAsync("one", nginx.AddressOf("one", "restart"));
        var address = server.AddressOf(await room.MakeKeyAsync());
        await using (var first = Ffmpeg.Publish(address))
        {
            await room.WhenSentAsync("one", 15, Log);
        }

        // A frozen one, too: it takes no signal but this.
        var killed = server.Process.Id;
        var workers = WorkerProgram.Of(killed);
        workers.Count.ShouldBeGreaterThanOrEqualTo(2);
        ProcessSignal.Send(WorkerProgram.Of(killed, "relay")[0], ProcessSignal.Stop);
        server.Process.Kill();
        await Eventually.HoldsAsync(() => Task.FromResult(WorkerProgram.Of(killed).Count == 0), WorkersEnd, () => "Workers outlived their server.");
        await server.RestartAsync();
        using var again = server.SameRoom();
        await using var second = Ffmpeg.Publish(address);
        await again.WhenSentAsync("one", 15, () => second.Said + Log());
        nginx.Recordings("restart").Count.ShouldBe(2);
    }

    [WorkerFact]
    public async Task After_a_restart_of_the_server_the_slate_stands_in_until_the_host_is_back()
    {
        using var room = server.NewRoom();
        await room.SetDestinationAsync("one", nginx.AddressOf("one", "continued"));
        var address = server.AddressOf(await room.MakeKeyAsync());
        await using (var first = Ffmpeg.Publish(address))
        {
            await room.WhenSentAsync("one", 15, Log);
            await server.RestartAsync();
        }

        // Nobody publishes, and the destination is sent pictures all the same.
        using var again = server.SameRoom();
        await Eventually.HoldsAsync(async () => Encoder(await again.GetDestinationsAsync()) == "slate", Patience, Log);
        var away = await again.WhenSentAsync("one", 15, Log);
        await using var second = Ffmpeg.Publish(address);
        await Eventually.HoldsAsync(async () => Encoder(await again.GetDestinationsAsync()) == "live", Patience, () => second.Said + Log());
        var back = await again.WhenSentAsync("one", away.GetProperty("sentPictures").GetInt64() + 30, Log);
        back.GetProperty("restarts").GetInt32().ShouldBe(0, "The host's picture came over the slate's connection.");
        nginx.Recordings("continued").Count.ShouldBe(2);
        WorkerProgram.Of(server.Process.Id, "encoder", room.Room).ShouldHaveSingleItem();
        WorkerProgram.Of(server.Process.Id, "relay", room.Room + "/one").ShouldHaveSingleItem();
    }

    [WorkerFact]
    public async Task After_a_restart_the_slate_stands_no_longer_than_after_any_other_loss_of_the_host_and_leaves_nothing()
    {
        using var data = new DataFolder();
        var port = FreePort.Next();
        var settings = new ServerSettings(data.Path)
        {
            More = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["CrossLive__Media__RtmpPort"] = port.ToString(CultureInfo.InvariantCulture),
                ["CrossLive__Media__Address"] = "127.0.0.1",
                ["CrossLive__Media__WorkerPath"] = WorkerProgram.Path,
                ["CrossLive__Media__EncoderPreset"] = "ultrafast",
                ["CrossLive__Media__SlateMs"] = "15000",
            },
        };
        var journal = Path.Combine(data.Path, "egress", "brief.json");
        await using (var first = await ServerProcess.StartAsync(settings, null))
        {
            using var room = new StreamApi(first.Address, "brief", new Tokens(data.Path).For("brief", "operator", Role.Operator));
            await room.SetDestinationAsync("one", nginx.AddressOf("one", "brief"));
            await using var ffmpeg = Ffmpeg.Publish($"rtmp://127.0.0.1:{port}/live/{await room.MakeKeyAsync()}");
            await room.WhenSentAsync("one", 15, () => ffmpeg.Said);
            await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(journal)), Patience, () => "It is not noted what is sent.");
            first.Kill();
        }

        await using var second = await ServerProcess.StartAsync(settings, null);
        await Eventually.HoldsAsync(() => Task.FromResult(WorkerProgram.Of(second.Id, "relay").Count == 1), Patience, () => string.Join('\n', second.Log));
        await Eventually.HoldsAsync(() => Task.FromResult(WorkerProgram.Of(second.Id).Count == 0 && !File.Exists(journal)), Patience, () => string.Join('\n', second.Log));
    }

    [Fact]
    public async Task Destinations_that_cannot_be_are_refused_and_kept_ones_are_listed_without_their_keys()
    {
        using var room = server.NewRoom();
        foreach (var url in new[] { null, "", "http://host/app/key", "rtmp://host/app", "rtmp://host/app/", "rtmp:///app/key", "rtmp://name:word@host/app/key", "rtmp://host/app/k ey", "rtmp://host/app/" + new string('k', 3_000) })
        {
            var (status, body) = await room.SetDestinationAsync("one", url);
            status.ShouldBe(HttpStatusCode.BadRequest, url);
            body.ShouldContain("destination.invalid");
        }

        foreach (var settings in new object[] { new { url = "rtmp://host/app/key", platform = "nobody" }, new { url = "rtmp://host/app/key", maxVideoKbps = 50 }, new { url = "rtmp://host/app/key", delayBudgetMs = 60_000 } })
        {
            (await room.SetDestinationAsync("one", settings)).Status.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await room.SetDestinationAsync("no way", "rtmp://host/app/key")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await room.RemoveDestinationAsync("one")).ShouldBe(HttpStatusCode.NotFound);
        (await room.SetDestinationAsync("one", "rtmps://host:443/app/secret?auth=word", enabled: false)).Status.ShouldBe(HttpStatusCode.NoContent);
        var kept = await room.WhenDestinationAsync("one", Is("off"));
        kept.GetProperty("address").GetString().ShouldBe("rtmps://host:443/app/…");
        for (var i = 0; i < 15; i++)
        {
            (await room.SetDestinationAsync($"more-{i}", "rtmp://host/app/key", enabled: false)).Status.ShouldBe(HttpStatusCode.NoContent);
        }

        (await room.SetDestinationAsync("over", "rtmp://host/app/key")).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task ReplacedAsync(string role, string name, int signal)
    {
        var before = WorkerProgram.Of(server.Process.Id, role, name).ShouldHaveSingleItem();
        ProcessSignal.Send(before, signal);
        await Eventually.HoldsAsync(
            () => Task.FromResult(WorkerProgram.Of(server.Process.Id, role, name) is [var id] && id != before), Patience, () => $"No other {role} came for {before}. {Log()}");
    }

    private static Func<JsonElement, bool> Is(string state) => status => status.GetProperty("state").GetString() == state;

    private static int VideoKbps(JsonElement destination) => destination.GetProperty("samples").EnumerateArray().LastOrDefault() is { ValueKind: JsonValueKind.Object } last ? last.GetProperty("videoKbps").GetInt32() : 0;

    private static string? Encoder(JsonElement all) => all.GetProperty("encoder").GetString();

    private string Log() => string.Join('\n', server.Process.Log.TakeLast(30));
}
