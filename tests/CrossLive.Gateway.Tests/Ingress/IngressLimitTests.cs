using System.Net;
using System.Net.Sockets;
using System.Text;
using CrossLive.Gateway.Ingress;
using CrossLive.Platforms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Ingress;

public sealed class IngressLimitTests
{
    [Fact]
    public async Task A_body_at_the_limit_is_taken_and_one_byte_more_is_answered_413()
    {
        await using var server = await IngressServer.StartConnectedAsync();
        var largest = Encoding.UTF8.GetBytes(Events.Like()).Concat(Enumerable.Repeat((byte)' ', IngressOptions.MaxBodyBytes)).Take(IngressOptions.MaxBodyBytes).ToArray();

        await server.Http.SendAsync(server.Signed(largest)).ShouldBeAsync(HttpStatusCode.Accepted);
        await server.Http.SendAsync(server.Signed([.. largest, (byte)' '])).ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, IngressCode.BodyTooLarge);
    }

    [Fact]
    public async Task A_body_that_says_it_has_100_MB_is_answered_before_it_is_sent()
    {
        await using var server = await IngressServer.StartConnectedAsync();

        var answer = await SendRawAsync(server, $"POST /ingress/r1/tiktok HTTP/1.1\r\nHost: localhost\r\nContent-Length: {100 * 1024 * 1024}\r\n\r\n", []);

        answer.ShouldStartWith("HTTP/1.1 413");
        answer.ShouldContain(IngressCode.BodyTooLarge);
        answer.ShouldContain("Connection: close");
    }

    [Fact]
    public async Task A_chunked_body_is_cut_where_it_passes_the_limit_and_the_server_goes_on()
    {
        await using var server = await IngressServer.StartConnectedAsync();
        var chunk = Encoding.ASCII.GetBytes($"{0x10000:x}\r\n{new string('x', 0x10000)}\r\n");

        var answer = await SendRawAsync(
            server, "POST /ingress/r1/tiktok HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", Enumerable.Repeat(chunk, 1_600));

        answer.ShouldStartWith("HTTP/1.1 413");
        await server.Http.SendAsync(server.Signed(Events.Like())).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Beyond_its_rate_a_platform_is_answered_429_until_time_has_passed()
    {
        await using var server = await IngressServer.StartConnectedAsync(("CrossLive:Ingress:EventBurst", "1000"), ("CrossLive:Ingress:EventsPerSecond", "10"));
        var full = Events.Batch([.. Enumerable.Range(0, 1_000).Select(i => Events.Like($"{i}"))]);
        await server.Http.SendAsync(server.Signed(full, "application/cloudevents-batch+json")).ShouldBeAsync(HttpStatusCode.Accepted);

        using var response = await server.Http.SendAsync(server.Signed(Events.Like("x")));
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        await Task.FromResult(response).ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, IngressCode.PlatformRate);

        server.Time.Advance(TimeSpan.FromSeconds(1));
        await server.Http.SendAsync(server.Signed(Events.Like("x"))).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Who_cannot_sign_cannot_use_up_a_platform_s_rate()
    {
        await using var server = await IngressServer.StartConnectedAsync(("CrossLive:Ingress:EventBurst", "1000"), ("CrossLive:Ingress:EventsPerSecond", "1"));
        var forged = Events.Batch([.. Enumerable.Range(0, 1_000).Select(i => Events.Like($"{i}"))]);
        for (var i = 0; i < 3; i++)
        {
            await server.Http.SendAsync(server.Signed(forged, secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
                .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, IngressCode.SignatureWrong);
        }

        await server.Http.SendAsync(server.Signed(Events.Like())).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public void Settings_out_of_range_are_refused_at_the_start() =>
        Should.Throw<Microsoft.Extensions.Options.OptionsValidationException>(() => IngressServer.StartAsync(("CrossLive:Ingress:EventBurst", "1")).GetAwaiter().GetResult());

    /// <summary>Sends over a bare socket, since clients will not send what these tests need, and reads what comes until the server closes.</summary>
    private static async Task<string> SendRawAsync(IngressServer server, string head, IEnumerable<byte[]> body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        var sending = SendBodyAsync(stream, body);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var answer = await ReadHeadAndBodyAsync(stream, deadline.Token);
        client.Close();
        await sending;
        return answer;
    }

    private static async Task SendBodyAsync(NetworkStream stream, IEnumerable<byte[]> body)
    {
        try
        {
            foreach (var chunk in body)
            {
                await stream.WriteAsync(chunk);
            }
        }
        catch (IOException)
        {
            // Cut by the server, as it should be.
        }
        catch (ObjectDisposedException)
        {
            // The answer came first.
        }
    }

    private static async Task<string> ReadHeadAndBodyAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
                if (answer.ToString().EndsWith('}') || answer.ToString().Contains("\r\n0\r\n\r\n", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        catch (IOException)
        {
            // A reset after the answer.
        }

        return answer.ToString();
    }
}
