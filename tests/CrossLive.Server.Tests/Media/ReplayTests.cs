using System.Net;
using System.Text.Json;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Server.Tests.Media;

/// <summary>A recorded show is played again: the picture by ffmpeg, the chat as the page asks for it.</summary>
public sealed class ReplayTests(StreamServer server) : IClassFixture<StreamServer>
{
    [FfmpegFact]
    public async Task A_recording_is_played_with_the_room_s_chat_by_who_has_its_address_and_by_nobody_else()
    {
        using var room = server.NewRoom();
        using var api = new RoomApi(server.Process.Address, room.Room, server.Tokens.For(room.Room, "operator", Role.Operator));
        await api.OpenAsync();
        await room.SetRecordedAsync(true);
        await using var viewer = await Hub.JoinAsync(server.Process.Address, server.Tokens.For(room.Room, "ann", Role.Viewer), room.Room);
        await viewer.SendAsync(HubMethods.Chat, new ChatCall("k1", "before the show"));
        await using (var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync())))
        {
            await room.WhenRecordingsAsync(all => Recordings(all) is [var one] && one.GetProperty("durationMs").GetInt64() >= 1_000, () => ffmpeg.Said);
            (await viewer.SendAsync(HubMethods.Chat, new ChatCall("k2", "in the show"))).Ok.ShouldBeTrue();
            await room.WhenRecordingsAsync(all => Recordings(all)[0].GetProperty("durationMs").GetInt64() >= 4_000, () => ffmpeg.Said);
            await ffmpeg.FinishAsync();
        }

        var recording = Recordings(await room.WhenRecordingsAsync(all => Recordings(all) is [var one] && !one.GetProperty("open").GetBoolean()))[0];
        var id = recording.GetProperty("id").GetString()!;
        using var made = await room.SendAsync(HttpMethod.Post, $"/recordings/{id}/replay");
        made.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var addresses = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        string PathOf(string name) => addresses.RootElement.GetProperty(name).GetString()!;
        PathOf("page").ShouldStartWith($"/replay.html?room={room.Room}&recording={id}#token=");

        using var http = new HttpClient { BaseAddress = server.Process.Address };
        using var chat = JsonDocument.Parse(await http.GetStringAsync(new Uri(PathOf("chatPath"), UriKind.Relative)));
        var line = chat.RootElement.GetProperty("lines").EnumerateArray().ShouldHaveSingleItem();
        line.GetProperty("text").GetString().ShouldBe("in the show");
        line.GetProperty("atMs").GetInt64().ShouldBeInRange(500, recording.GetProperty("durationMs").GetInt64());
        chat.RootElement.GetProperty("whole").GetBoolean().ShouldBeTrue();

        // The playlist's ranges are the whole recording, and what ffmpeg makes of it is what stands in the file.
        var (file, direct) = (Path.Combine(server.DataDirectory, "replayed.mp4"), Path.Combine(server.DataDirectory, "direct.mp4"));
        await Ffmpeg.RunAsync($"-y -i {new Uri(server.Process.Address, PathOf("hlsPath"))} -c copy {file}");
        await room.DownloadAsync("/recordings/" + id, direct);
        (await Ffmpeg.CountAsync(file, "v")).ShouldBe(await Ffmpeg.CountAsync(direct, "v"));

        var token = PathOf("hlsPath").Split('=')[^1];
        foreach (var (path, expected) in new[]
        {
            ($"/replays/{room.Room}/{id}/show.m3u8", HttpStatusCode.Unauthorized), ($"/replays/other/{id}/show.mp4?access_token={token}", HttpStatusCode.Forbidden),
            ($"/replays/{room.Room}/20260101T000000000Z/chat?access_token={token}", HttpStatusCode.Forbidden), ($"/hubs/room?access_token={token}", HttpStatusCode.Forbidden),
            ($"/preview/{room.Room}.flv?access_token={token}", HttpStatusCode.Forbidden), ($"/replays/{room.Room}/{id}/chat?access_token={token}x", HttpStatusCode.Unauthorized),
        })
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            response.StatusCode.ShouldBe(expected, path);
        }

        using var none = await room.SendAsync(HttpMethod.Post, "/recordings/20260101T000000000Z/replay");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static IReadOnlyList<JsonElement> Recordings(JsonElement all) => [.. all.GetProperty("recordings").EnumerateArray()];
}
