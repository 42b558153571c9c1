using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Media.Live.Product;

/// <summary>One room's stream over the operator's HTTP interface. The same before and after a restart of the server.</summary>
internal sealed class RoomApi : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _http;
    private readonly string _path;

    /// <param name="server">The server's address.</param>
    /// <param name="name">The room.</param>
    /// <param name="token">An operator's.</param>
    public RoomApi(Uri server, string name, string token)
    {
        (Name, _path) = (name, $"/api/rooms/{name}/stream");
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The room.</summary>
    public string Name { get; }

    /// <summary>Makes its key.</summary>
    public async Task<string> MakeKeyAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync(new Uri(_path + "/key", UriKind.Relative), null, cancellationToken);
        await CheckAsync(response, cancellationToken);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("key").GetString()!;
    }

    /// <summary>How the host's stream does; null while the server is away.</summary>
    public async Task<JsonElement?> TryInspectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetFromJsonAsync<JsonElement>(new Uri(_path, UriKind.Relative), cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until the host's stream does as the condition says, and gives what it was then. Null: it did not in time.</summary>
    public async Task<JsonElement?> TryWhenAsync(Func<JsonElement, bool> holds, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var beganMs = LiveClock.NowMs; LiveClock.NowMs - beganMs < patience.TotalMilliseconds; await Task.Delay(Tick, cancellationToken))
        {
            if (await TryInspectAsync(cancellationToken) is { } stream && holds(stream))
            {
                return stream;
            }
        }

        return null;
    }

    /// <summary>Adds or changes a destination.</summary>
    public async Task SetDestinationAsync(string id, string url, CancellationToken cancellationToken)
    {
        using var response = await _http.PutAsJsonAsync(new Uri($"{_path}/destinations/{id}", UriKind.Relative), new { url, enabled = true }, cancellationToken);
        await CheckAsync(response, cancellationToken);
    }

    /// <summary>Adds one that may be sent other sizes, with video of so much at most, and that repairing losses may put so far behind (SRT).</summary>
    public async Task SetAdaptiveDestinationAsync(string id, string url, int? maxVideoKbps, int? delayBudgetMs, CancellationToken cancellationToken)
    {
        using var response = await _http.PutAsJsonAsync(new Uri($"{_path}/destinations/{id}", UriKind.Relative), new { url, enabled = true, keepSize = false, maxVideoKbps, delayBudgetMs }, cancellationToken);
        await CheckAsync(response, cancellationToken);
    }

    /// <summary>Why a destination is sent what it is sent, the newest last.</summary>
    public async Task<IReadOnlyList<SeenDecision>> DecisionsAsync(string id, CancellationToken cancellationToken)
    {
        var seen = await _http.GetFromJsonAsync<JsonElement>(new Uri($"{_path}/destinations/{id}", UriKind.Relative), cancellationToken);
        return [.. seen.GetProperty("decisions").EnumerateArray()
            .Select(each => new SeenDecision(
                each.GetProperty("atMs").GetInt64(), each.GetProperty("reason").GetString()!, each.GetProperty("explanation").GetString()!, each.GetProperty("videoKbps").GetInt32(), each.GetProperty("slate").GetBoolean()))
            .OrderBy(each => each.AtUnixMs)];
    }

    /// <summary>Takes one away.</summary>
    public async Task RemoveDestinationAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync(new Uri($"{_path}/destinations/{id}", UriKind.Relative), cancellationToken);
        await CheckAsync(response, cancellationToken);
    }

    /// <summary>How the stream goes out.</summary>
    public async Task<JsonElement> DestinationsAsync(CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<JsonElement>(new Uri(_path + "/destinations", UriKind.Relative), cancellationToken);

    /// <summary>Waits until a destination does as the condition says, and gives what it was then.</summary>
    /// <exception cref="SetupException">It did not in time.</exception>
    public async Task<JsonElement> WhenAsync(string id, Func<JsonElement, bool> holds, TimeSpan patience, CancellationToken cancellationToken)
    {
        var all = default(JsonElement);
        for (var beganMs = LiveClock.NowMs; LiveClock.NowMs - beganMs < patience.TotalMilliseconds; await Task.Delay(Tick, cancellationToken))
        {
            all = await DestinationsAsync(cancellationToken);
            var one = all.GetProperty("destinations").EnumerateArray().FirstOrDefault(each => each.GetProperty("id").GetString() == id);
            if (one.ValueKind == JsonValueKind.Object && holds(one))
            {
                return one;
            }
        }

        throw new SetupException($"After {patience.TotalSeconds:0} s destination {id} is not as it has to be: {all}");
    }

    /// <summary>Waits until a destination has been sent so many pictures over its connection.</summary>
    public Task<JsonElement> WhenSentAsync(string id, long pictures, CancellationToken cancellationToken) => WhenAsync(
        id, one => one.GetProperty("state").GetString() == "live" && one.GetProperty("sentPictures").GetInt64() >= pictures, Patience.Step, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new SetupException($"The server answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
