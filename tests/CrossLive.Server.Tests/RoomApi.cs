using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CrossLive.Rooms;

namespace CrossLive.Server.Tests;

/// <summary>The operator's HTTP interface of one room.</summary>
internal sealed class RoomApi : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _room;

    /// <summary>Speaks to a server with an operator's token.</summary>
    public RoomApi(Uri server, string room, string token)
    {
        _room = room;
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Opens the room.</summary>
    public async Task OpenAsync()
    {
        using var response = await _http.PostAsJsonAsync($"/api/rooms/{_room}/open", new { title = "A room of tests", key = "open" });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    /// <summary>How the room is.</summary>
    public async Task<RoomReport> InspectAsync()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"/api/rooms/{_room}/", UriKind.Relative)));
        var root = document.RootElement;
        var head = new Position(root.GetProperty("head").GetProperty("epoch").GetInt64(), root.GetProperty("head").GetProperty("sequence").GetInt64());
        return new RoomReport(root.GetProperty("code").GetString(), root.GetProperty("epoch").GetInt64(), head, root.GetProperty("stateHash").GetString()!);
    }

    /// <summary>How many messages the minute counts have.</summary>
    public async Task<long> CountChatsAsync()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"/api/rooms/{_room}/minutes", UriKind.Relative)));
        return document.RootElement.GetProperty("minutes").EnumerateArray().Sum(minute => minute.GetProperty("chats").GetInt64());
    }

    /// <summary>Connects a platform.</summary>
    public async Task ConnectAsync(string platform, string secret)
    {
        using var response = await _http.PutAsJsonAsync($"/api/rooms/{_room}/platforms/{platform}", new { secrets = new[] { secret } });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Connects a platform with settings.</summary>
    public async Task ConnectAsync(string platform, string secret, object settings)
    {
        using var response = await _http.PutAsJsonAsync($"/api/rooms/{_room}/platforms/{platform}", new { secrets = new[] { secret }, settings });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Connects a platform that signs nothing.</summary>
    public async Task ConnectAsync(string platform, IReadOnlyDictionary<string, string> settings)
    {
        using var response = await _http.PutAsJsonAsync($"/api/rooms/{_room}/platforms/{platform}", new { settings });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    /// <summary>How a sale is counted down on a platform.</summary>
    public async Task<JsonElement> CountdownAsync(string sale, string platform)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"/api/rooms/{_room}/sales/{sale}/platforms", UriKind.Relative)));
        return document.RootElement.EnumerateArray().Single(report => report.GetProperty("platform").GetString() == platform).Clone();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

/// <summary>What the server says of a room.</summary>
/// <param name="Code">Null, or why it does not work.</param>
/// <param name="Epoch">The writer's epoch.</param>
/// <param name="Head">The last event.</param>
/// <param name="StateHash">The hash of the state there.</param>
internal sealed record RoomReport(string? Code, long Epoch, Position Head, string StateHash);
