using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CrossLive.Server.Tests.Media;

/// <summary>The operator's HTTP interface of one room's stream.</summary>
internal sealed class StreamApi : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;
    private readonly string _path;

    public StreamApi(Uri server, string room, string token)
    {
        Room = room;
        _path = $"/api/rooms/{room}/stream";
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Makes the room's key, or changes it.</summary>
    public async Task<string> MakeKeyAsync()
    {
        using var response = await _http.PostAsync(new Uri(_path + "/key", UriKind.Relative), null);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("key").GetString()!;
    }

    /// <summary>Takes the room's key away.</summary>
    public async Task RevokeKeyAsync()
    {
        using var response = await _http.DeleteAsync(new Uri(_path + "/key", UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    /// <summary>The room.</summary>
    public string Room { get; }

    /// <summary>Where it is asked for.</summary>
    public string Path => _path;

    /// <summary>An address for the preview.</summary>
    public Task<string> PreviewAsync() => AddressAsync("path");

    /// <summary>An address for the preview as HLS.</summary>
    public Task<string> HlsAsync() => AddressAsync("hlsPath");

    private async Task<string> AddressAsync(string form)
    {
        using var response = await _http.PostAsync(new Uri(_path + "/preview", UriKind.Relative), null);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty(form).GetString()!;
    }

    /// <summary>How the stream is doing.</summary>
    public async Task<JsonElement> GetAsync()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri(_path, UriKind.Relative)));
        return document.RootElement.Clone();
    }

    /// <summary>Waits until it does as the condition says, and gives what it was then.</summary>
    public async Task<JsonElement> WhenAsync(Func<JsonElement, bool> holds, Func<string>? more = null)
    {
        var last = default(JsonElement);
        await Eventually.HoldsAsync(async () => holds(last = await GetAsync()), Patience, () => $"{last} {more?.Invoke()}");
        return last;
    }

    /// <summary>Waits for a state.</summary>
    public Task<JsonElement> WhenAsync(string state, Func<string>? more = null) => WhenAsync(status => status.GetProperty("state").GetString() == state, more);

    /// <summary>Adds or changes a destination, and gives the answer.</summary>
    public Task<(HttpStatusCode Status, string Body)> SetDestinationAsync(string id, string? url, bool enabled = true) => SetDestinationAsync(id, new { url, enabled });

    /// <summary>The same, with whatever is to be set.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SetDestinationAsync(string id, object settings)
    {
        using var content = JsonContent.Create(settings);
        using var response = await _http.PutAsync(new Uri($"{_path}/destinations/{id}", UriKind.Relative), content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Takes a destination away.</summary>
    public async Task<HttpStatusCode> RemoveDestinationAsync(string id)
    {
        using var response = await _http.DeleteAsync(new Uri($"{_path}/destinations/{id}", UriKind.Relative));
        return response.StatusCode;
    }

    /// <summary>What is known of one destination: its samples and decisions.</summary>
    public async Task<JsonElement> GetDestinationAsync(string id)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"{_path}/destinations/{id}", UriKind.Relative)));
        return document.RootElement.Clone();
    }

    /// <summary>Where the stream goes to.</summary>
    public async Task<JsonElement> GetDestinationsAsync()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri(_path + "/destinations", UriKind.Relative)));
        return document.RootElement.Clone();
    }

    /// <summary>Waits until a destination does as the condition says, and gives what it was then.</summary>
    public async Task<JsonElement> WhenDestinationAsync(string id, Func<JsonElement, bool> holds, Func<string>? more = null)
    {
        var (all, last) = (default(JsonElement), default(JsonElement));
        await Eventually.HoldsAsync(
            async () =>
            {
                all = await GetDestinationsAsync();
                last = all.GetProperty("destinations").EnumerateArray().FirstOrDefault(each => each.GetProperty("id").GetString() == id);
                return last.ValueKind == JsonValueKind.Object && holds(last);
            },
            Patience,
            () => $"{all} {more?.Invoke()}");
        return last;
    }

    /// <summary>Waits until a destination has been sent so many pictures over its connection.</summary>
    public Task<JsonElement> WhenSentAsync(string id, long pictures, Func<string>? more = null) =>
        WhenDestinationAsync(id, status => status.GetProperty("state").GetString() == "live" && status.GetProperty("sentPictures").GetInt64() >= pictures, more);

    /// <summary>Switches the room's recording on, off, or to what the server's settings say.</summary>
    public async Task SetRecordedAsync(bool? enabled)
    {
        using var content = JsonContent.Create(new { enabled });
        using var response = await _http.PutAsync(new Uri(_path + "/recording", UriKind.Relative), content);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    /// <summary>The room's recordings, and what becomes of its stream.</summary>
    public async Task<JsonElement> GetRecordingsAsync()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri(_path + "/recordings", UriKind.Relative)));
        return document.RootElement.Clone();
    }

    /// <summary>Waits until they are as the condition says.</summary>
    public async Task<JsonElement> WhenRecordingsAsync(Func<JsonElement, bool> holds, Func<string>? more = null)
    {
        var last = default(JsonElement);
        await Eventually.HoldsAsync(async () => holds(last = await GetRecordingsAsync()), Patience, () => $"{last} {more?.Invoke()}");
        return last;
    }

    /// <summary>Anything else that is asked for below the stream's path.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null) =>
        _http.SendAsync(new HttpRequestMessage(method, new Uri(_path + path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) });

    /// <summary>Downloads into a file.</summary>
    public async Task DownloadAsync(string path, string file)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await File.WriteAllBytesAsync(file, await response.Content.ReadAsByteArrayAsync());
    }

    public void Dispose() => _http.Dispose();
}
