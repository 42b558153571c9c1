using System.Net.Http.Json;
using System.Text.Json;
using CrossLive.LoadTests.Swarm.Publishing;

namespace CrossLive.LoadTests.Audience;

/// <summary>Tokens for viewers: made with the key, or asked from a development server. One token serves all who only watch.</summary>
internal static class AudienceTokens
{
    /// <summary>A token for each person; each has to be somebody else, since limits are a person's.</summary>
    public static async Task<string[]> ForAsync(AudienceOptions options, int people, CancellationToken cancellationToken)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        string[] names = [.. Enumerable.Range(0, people).Select(person => $"audience-{run}-{person}")];
        if (options.SigningKey is { } key)
        {
            var tokens = new TokenMaker(key);
            return [.. names.Select(name => tokens.For(name, options.Room, "viewer"))];
        }

        using var http = new HttpClient { BaseAddress = options.Urls[0] };
        var made = new string[people];
        await Parallel.ForEachAsync(Enumerable.Range(0, people), cancellationToken, async (person, token) => made[person] = await AskAsync(http, options.Room, names[person], token));
        return made;
    }

    private static async Task<string> AskAsync(HttpClient http, string room, string person, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(new Uri("/dev/token", UriKind.Relative), new { room, role = "viewer", name = person, sub = person }, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{http.BaseAddress} gives no development tokens ({(int)response.StatusCode}): give --signing-key.");
        }

        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return document.RootElement.GetProperty("token").GetString()!;
    }
}
