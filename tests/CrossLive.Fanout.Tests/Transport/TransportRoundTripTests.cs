using System.Net.Sockets;
using CrossLive.Gateway.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

public sealed class TransportRoundTripTests
{
    /// <summary>The way over loopback takes microseconds; more than this, and another field was read.</summary>
    private const long MostUs = 5_000_000;

    [Fact]
    public async Task The_kernel_says_how_long_a_connection_s_shortest_round_trip_was()
    {
        using var pair = await TcpPair.ConnectAsync();
        var answer = new byte[1];
        await pair.Server.SendAsync(new byte[1]);
        await pair.Client.ReceiveAsync(answer);
        await pair.Client.SendAsync(new byte[1]);
        await pair.Server.ReceiveAsync(answer);

        TransportRoundTrip.LeastUs(pair.Server).ShouldNotBeNull().ShouldBeInRange(1, MostUs);
    }

    [Fact]
    public async Task A_connection_that_has_ended_has_none()
    {
        using var pair = await TcpPair.ConnectAsync();
        pair.Server.Dispose();

        TransportRoundTrip.LeastUs(pair.Server).ShouldBeNull();
    }

    [Fact]
    public void A_socket_that_is_no_tcp_has_none()
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        TransportRoundTrip.LeastUs(udp).ShouldBeNull();
        TransportRoundTrip.LeastUs((HttpContext?)null).ShouldBeNull();
        TransportRoundTrip.LeastUs(new DefaultHttpContext()).ShouldBeNull();
    }

    [Fact]
    public async Task A_request_s_own_connection_is_asked()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", context => context.Response.WriteAsync(TransportRoundTrip.LeastUs(context)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"));
        await app.StartAsync();
        using var http = new HttpClient();

        var said = await http.GetStringAsync(new Uri(app.Urls.Single()));

        long.Parse(said, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, MostUs);
        await app.StopAsync();
    }
}
