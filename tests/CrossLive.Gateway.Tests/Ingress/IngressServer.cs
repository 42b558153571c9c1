using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Ingress;
using CrossLive.Platforms;
using CrossLive.Platforms.StandardWebhooks;
using CrossLive.Platforms.Twitch;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CrossLive.Gateway.Tests.Ingress;

/// <summary>The ingress behind a real Kestrel on a free port, with scripted adapters and a clock of its own.</summary>
internal sealed class IngressServer : IAsyncDisposable
{
    public const string WebhookSecretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string TwitchSecret = "s3cre7-of-ten";
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;

    private IngressServer(WebApplication app, ScriptedGrains grains, FakeTimeProvider time)
    {
        _app = app;
        Grains = grains;
        Time = time;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public ScriptedGrains Grains { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    public static async Task<IngressServer> StartAsync(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Configuration["CrossLive:Auth:SigningKey"] = "a-key-for-tests-of-at-least-32-bytes";
        var time = new FakeTimeProvider(Start);
        var grains = DispatchProxy.Create<IGrainFactory, ScriptedGrains>();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(grains);
        builder.Services.AddCrossLiveAuth();
        builder.Services.AddCrossLiveIngress();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapCrossLiveIngress();
        await app.StartAsync();
        return new IngressServer(app, (ScriptedGrains)(object)grains, time);
    }

    /// <summary>A server where tiktok and twitch are connected to room "r1".</summary>
    public static async Task<IngressServer> StartConnectedAsync(params (string Name, string Value)[] settings)
    {
        var server = await StartAsync(settings);
        server.Grains["r1", "tiktok"].Connection = new PlatformConnection("tiktok", [WebhookSecretText], new Dictionary<string, string>());
        server.Grains["r1", "twitch"].Connection = new PlatformConnection("twitch", [TwitchSecret], new Dictionary<string, string>());
        return server;
    }

    public ScriptedAdapter TikTok => Grains["r1", "tiktok"];

    public ScriptedAdapter Twitch => Grains["r1", "twitch"];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    public string OperatorToken(string room = "*", Role role = Role.Operator) =>
        _app.Services.GetRequiredService<TokenIssuer>().Issue("op", "Op", room, role, TimeSpan.FromHours(1));

    public HttpRequestMessage Signed(
        string body, string contentType = "application/cloudevents+json", string path = "/ingress/r1/tiktok", string secret = WebhookSecretText, DateTimeOffset? at = null) =>
        Signed(Encoding.UTF8.GetBytes(body), contentType, path, secret, at);

    public HttpRequestMessage Signed(
        byte[] body, string contentType = "application/cloudevents+json", string path = "/ingress/r1/tiktok", string secret = WebhookSecretText, DateTimeOffset? at = null)
    {
        var signedAt = at ?? Time.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Add(WebhookSigner.IdHeader, "msg_1");
        request.Headers.Add(WebhookSigner.TimestampHeader, signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSigner.SignatureHeader, WebhookSigner.Sign(secret, "msg_1", signedAt, body));
        return request;
    }

    public HttpRequestMessage TwitchSigned(string body, string messageType = TwitchHeaders.Notification, string messageId = "delivery-1", DateTimeOffset? at = null, string secret = TwitchSecret)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = (at ?? Time.GetUtcNow()).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, "/ingress/r1/twitch") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(TwitchHeaders.MessageId, messageId);
        request.Headers.Add(TwitchHeaders.MessageType, messageType);
        request.Headers.Add(TwitchHeaders.Timestamp, timestamp);
        request.Headers.Add(TwitchHeaders.Signature, TwitchSignature.Sign(secret, messageId, timestamp, bytes));
        return request;
    }
}
