using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Load;

namespace CrossLive.Server.Tests.BadInput;

/// <summary>Deliveries of platforms whose bodies are too large or do not come.</summary>
[Collection(LiveServerTests.Name)]
public sealed class BodyTests(LiveServer server) : IAsyncLifetime, IDisposable
{
    private const int Megabyte = 1024 * 1024;
    private const long MaxMemoryGrowthBytes = 64L * Megabyte;
    private static readonly string Path = $"/ingress/{LiveServer.Room}/{SignedDelivery.Platform}";
    private readonly HttpClient _http = new() { BaseAddress = server.Address, Timeout = Hub.Patience };

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        using var api = new RoomApi(server.Address, LiveServer.Room, server.Tokens.For(LiveServer.Room, "operator", Role.Operator));
        await api.ConnectAsync(SignedDelivery.Platform, SignedDelivery.NewSecret());
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(100, true)]
    [InlineData(100, false)]
    public async Task A_huge_body_is_refused_and_not_gathered_in_memory(int megabytes, bool saysItsLength)
    {
        var before = server.Process.MemoryBytes;
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new HugeContent(megabytes, saysItsLength) };
        request.Headers.ExpectContinue = true;
        try
        {
            using var response = await _http.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\"");
        }
        catch (HttpRequestException) when (!saysItsLength)
        {
            // The server hung up while the rest was still being sent.
        }

        (server.Process.MemoryBytes - before).ShouldBeLessThan(MaxMemoryGrowthBytes);
        await server.ShouldBeHealthyAsync();
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_not_waited_for_longer_than_its_sender_deserves()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Type: application/cloudevents+json\r\nContent-Length: 1000\r\n\r\n{{"));
        await server.ShouldBeHealthyAsync();
        using var reader = new StreamReader(stream);
        using var patience = new CancellationTokenSource(Hub.Patience);
        var answer = await reader.ReadLineAsync(patience.Token);
        answer.ShouldNotBeNull().ShouldContain("408");
    }

    /// <summary>So many megabytes of nothing.</summary>
    private sealed class HugeContent : HttpContent
    {
        private readonly int _megabytes;
        private readonly bool _saysItsLength;

        public HugeContent(int megabytes, bool saysItsLength)
        {
            (_megabytes, _saysItsLength) = (megabytes, saysItsLength);
            Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var chunk = new byte[Megabyte];
            for (var i = 0; i < _megabytes; i++)
            {
                await stream.WriteAsync(chunk);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = (long)_megabytes * Megabyte;
            return _saysItsLength;
        }
    }
}
