using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace CrossLive.PlatformSimulators.Demo;

/// <summary>Something that the person who started the demo can mend; the message says how.</summary>
public sealed class DemoException(string message) : Exception(message);

/// <summary>What an operator does before and after the show.</summary>
public sealed class OperatorApi(HttpClient http, Uri server, string room, string token)
{
    /// <summary>Opens the room.</summary>
    public Task OpenRoomAsync(string title, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, $"/api/rooms/{room}/open", new { title }, cancellationToken);

    /// <summary>Connects a platform that signs.</summary>
    public Task ConnectAsync(string platform, string secret, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, $"/api/rooms/{room}/platforms/{platform}", new { secrets = new[] { secret } }, cancellationToken);

    /// <summary>Connects YouTube.</summary>
    public Task ConnectYouTubeAsync(Uri baseAddress, string liveChatId, string apiKey, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, $"/api/rooms/{room}/platforms/youtube", new { settings = new { baseAddress, liveChatId, apiKey } }, cancellationToken);

    /// <summary>Disconnects a platform.</summary>
    public Task DisconnectAsync(string platform, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"/api/rooms/{room}/platforms/{platform}", null, cancellationToken);

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                var said = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new DemoException((int)response.StatusCode switch
                {
                    401 => "The server does not accept the token: give a fresh one with --token (in development: POST /dev/token with role \"operator\").",
                    403 => $"The token is not an operator's for room '{room}'.",
                    var status => $"{method} {path} was answered {status}: {said}",
                });
            }
        }
        catch (HttpRequestException exception)
        {
            throw new DemoException($"Nothing answers at {server} ({exception.Message}). Is the server running? Start it with infra/up, or name another with --server.");
        }
    }
}
