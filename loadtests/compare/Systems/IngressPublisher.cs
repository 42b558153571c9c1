using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Compare.Systems;

/// <summary>
/// A platform's bridge: chats as signed CloudEvents, those that came due in <see cref="MinIntervalMs"/> in one batch. The wait for the batch is part of the latency.
/// </summary>
internal sealed class IngressPublisher(Uri server, string room, string secret) : EventPublisher
{
    /// <summary>The platform that it stands for.</summary>
    public const string Platform = "custom";

    private const int MaxProblems = 20;
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly Uri _ingress = new(server, $"/ingress/{room}/{Platform}");
    private readonly byte[] _key = Convert.FromBase64String(secret["whsec_".Length..]);
    private readonly string _source = $"/loadtests/{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<string> _problems = new();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems => [.. _problems];

    /// <inheritdoc/>
    protected override int MinIntervalMs => 10;

    /// <summary>A new signing secret.</summary>
    public static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <inheritdoc/>
    protected override void Publish(IReadOnlyList<long> dueUs) => _ = PostAsync(BatchOf(dueUs), dueUs[0]);

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        _http.Dispose();
        base.Dispose(isDisposing);
    }

    private byte[] BatchOf(IReadOnlyList<long> dueUs)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            foreach (var due in dueUs)
            {
                writer.WriteStartObject();
                writer.WriteString("specversion", "1.0");
                writer.WriteString("id", due.ToString(CultureInfo.InvariantCulture));
                writer.WriteString("source", _source);
                writer.WriteString("type", "crosslive.chat");
                writer.WriteStartObject("data");
                writer.WriteStartObject("user");
                writer.WriteString("id", "fan-0042");
                writer.WriteString("name", "Fan 0042");
                writer.WriteEndObject();
                writer.WriteString("text", DueText.Of(due));
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return stream.ToArray();
    }

    private async Task PostAsync(byte[] batch, long firstDueUs)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _ingress) { Content = new ByteArrayContent(batch) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents-batch+json");
            Sign(request, $"load-{firstDueUs.ToString(CultureInfo.InvariantCulture)}", batch);
            using var response = await _http.SendAsync(request);
            if (!response.IsSuccessStatusCode)
            {
                Note($"the ingress answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            }
        }
        catch (ObjectDisposedException)
        {
            // The run is over.
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Note($"the ingress was not reached: {exception.Message}");
        }
    }

    private void Sign(HttpRequestMessage request, string id, byte[] body)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, signed)));
    }

    private void Note(string problem)
    {
        if (_problems.Count < MaxProblems)
        {
            _problems.Enqueue(problem);
        }
    }
}
