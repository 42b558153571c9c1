using System.Net.WebSockets;
using System.Text;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;

namespace CrossLive.Server.Tests.BadInput;

/// <summary>Bytes on a WebSocket that no SignalR client would send.</summary>
[Collection(LiveServerTests.Name)]
public sealed class RawSocketTests(LiveServer server)
{
    private const int Megabyte = 1024 * 1024;
    private const long MaxMemoryGrowthBytes = 64L * Megabyte;
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private const string BinaryHandshake = "{\"protocol\":\"messagepack\",\"version\":1}\u001e";

    [Theory]
    [InlineData("\u001e")]
    [InlineData("hello\u001e")]
    [InlineData("{\"protocol\":\"xml\",\"version\":1}\u001e")]
    [InlineData("{\"protocol\":\"json\",\"version\":999}\u001e")]
    [InlineData("[]\u001e")]
    [InlineData("GET / HTTP/1.1\r\n\r\n\u001e")]
    public async Task A_handshake_that_is_none_ends_the_connection(string text)
    {
        using var socket = await RawSocket.ConnectAsync(server);
        await socket.SendTextAsync(text);
        (await socket.ReadToEndAsync()).ShouldContain("error");
        await server.ShouldBeHealthyAsync();
    }

    [Theory]
    [InlineData("{\"type\":1,\"target\":\"chat\",\"arguments\":[{\u001e")]
    [InlineData("{\"type\":\"one\"}\u001e")]
    [InlineData("{\"type\":1}\u001e")]
    [InlineData("{}\u001e")]
    [InlineData("\u0000\u0001\u0002\u001e")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\u001e")]
    public async Task Malformed_JSON_ends_the_connection_and_nothing_else(string text)
    {
        using var socket = await RawSocket.ConnectAsync(server);
        await socket.SendTextAsync(Handshake + text);
        (await socket.ReadToEndAsync()).ShouldContain("\"error\"");
        await server.ShouldBeHealthyAsync();
    }

    [Theory]
    [InlineData(new byte[] { 0x05, 0x96, 0x01, 0x80, 0xc0, 0xa4 })]
    [InlineData(new byte[] { 0x03, 0xc1, 0xc1, 0xc1 })]
    [InlineData(new byte[] { 0x06, 0xdd, 0xff, 0xff, 0xff, 0xff, 0x01 })]
    [InlineData(new byte[] { 0x06, 0x95, 0xdf, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    public async Task Malformed_MessagePack_ends_the_connection_and_nothing_else(byte[] frame)
    {
        using var socket = await RawSocket.ConnectAsync(server);
        await socket.SendTextAsync(BinaryHandshake);
        await socket.SendBinaryAsync(frame);
        (await socket.ReadToEndAsync()).ShouldContain("error");
        await server.ShouldBeHealthyAsync();
    }

    [Fact]
    public async Task Lone_surrogates_in_JSON_are_refused()
    {
        using var socket = await RawSocket.ConnectAsync(server);
        await socket.SendTextAsync(
            Handshake
            + "{\"type\":1,\"invocationId\":\"1\",\"target\":\"join\",\"arguments\":[{\"r\":\"" + LiveServer.Room + "\"}]}\u001e"
            + "{\"type\":1,\"invocationId\":\"2\",\"target\":\"chat\",\"arguments\":[{\"k\":\"1\",\"m\":\"a\\ud800b\"}]}\u001e");
        var answer = await socket.ReadUntilAsync("\"invocationId\":\"2\"");
        answer[answer.IndexOf("\"invocationId\":\"2\"", StringComparison.Ordinal)..].ShouldContain("error");
        await server.ShouldBeHealthyAsync();
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_refused()
    {
        using var socket = await RawSocket.ConnectAsync(server);
        await socket.SendTextAsync(Handshake);
        await socket.SendBinaryAsync([.. "{\"type\":1,\"invocationId\":\"1\",\"target\":\"chat\",\"arguments\":[{\"k\":\"1\",\"m\":\""u8, 0xff, 0xfe, .. "\"}]}\u001e"u8]);
        (await socket.ReadUntilAsync("\"invocationId\":\"1\"")).ShouldContain("error");
        await server.ShouldBeHealthyAsync();
    }

    [Fact]
    public async Task A_call_has_32_KiB_at_most()
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room);
        var ended = new TaskCompletionSource<Exception?>();
        viewer.Closed += exception => Task.FromResult(ended.TrySetResult(exception));
        await Should.ThrowAsync<Exception>(() => viewer.SendAsync(HubMethods.Chat, new ChatCall("1", new string('x', ProtocolLimits.MaxCallBytes))));
        (await ended.Task.WaitAsync(Hub.Patience)).ShouldNotBeNull().Message.ShouldContain("maximum message size");
        await server.ShouldBeHealthyAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_huge_message_is_not_gathered_in_memory(int megabytes)
    {
        var before = server.Process.MemoryBytes;
        using var socket = await RawSocket.ConnectAsync(server);
        await socket.SendTextAsync(Handshake);
        try
        {
            var chunk = Encoding.UTF8.GetBytes(new string('x', Megabyte));
            for (var sent = 1; sent <= megabytes; sent++)
            {
                await socket.SendPartAsync(chunk, isLast: sent == megabytes);
            }

            await socket.ReadToEndAsync();
        }
        catch (WebSocketException)
        {
            // Cut while it was still sending.
        }

        (server.Process.MemoryBytes - before).ShouldBeLessThan(MaxMemoryGrowthBytes);
        await server.ShouldBeHealthyAsync();
    }
}
