using System.Buffers;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Transport;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

public sealed class HubMessageWriterTests
{
    [Fact]
    public async Task What_stands_between_two_flushes_is_one_frame()
    {
        using var pair = await TcpPair.ConnectAsync();
        var writer = new HubMessageWriter(new SocketOutput(pair.Server)) { IsBinary = true };

        await writer.WriteAsync("one"u8.ToArray());
        writer.Write("and "u8);
        writer.Write("another"u8);
        (await writer.FlushAsync()).IsCompleted.ShouldBeFalse();

        (await pair.ReadAsync(5 + 13)).ShouldBe([0x82, 3, .. "one"u8, 0x82, 11, .. "and another"u8]);
    }

    [Fact]
    public async Task A_client_that_has_gone_completes_the_writer_and_is_no_failure()
    {
        using var pair = await TcpPair.ConnectAsync();
        var writer = new HubMessageWriter(new SocketOutput(pair.Server));
        pair.Reset();

        // SignalR logs a write that throws as an error, and every viewer goes one day.
        await Eventually.HoldsAsync(async () => (await writer.WriteAsync("hello"u8.ToArray())).IsCompleted, "the writer's end");
    }

    [Fact]
    public async Task A_client_that_goes_while_a_message_leaves_completes_the_writer_too()
    {
        using var pair = await TcpPair.ConnectAsync();
        var writer = new HubMessageWriter(new SocketOutput(pair.Server));
        var sending = writer.WriteAsync(new byte[8 * 1024 * 1024]);
        sending.IsCompleted.ShouldBeFalse();

        pair.Reset();

        (await sending.AsTask().WaitAsync(Eventually.Patience)).IsCompleted.ShouldBeTrue();
    }
}
