using System.Net.Sockets;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Transport;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

/// <summary>Where the system has no epoll there is nothing to be held here: these tests return.</summary>
public sealed class LoopSourceTests
{
    [Fact]
    public async Task What_many_clients_send_at_once_is_received_whole_and_in_order_and_on_the_loop_s_thread()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        const int Clients = 40;
        const int Bytes = 200_000;
        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        var pairs = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => TcpPair.ConnectAsync()));
        var readers = pairs.Select(pair => ReadAllAsync(loop, pair, Bytes)).ToArray();

        // Pieces of odd lengths, so that waits and arrivals meet at every moment.
        await Task.WhenAll(pairs.Select(async (pair, i) =>
        {
            var bytes = Pattern(i, Bytes);
            for (var sent = 0; sent < Bytes;)
            {
                sent += await pair.Client.SendAsync(bytes.AsMemory(sent, Math.Min(1 + ((sent * 7) % 3_001), Bytes - sent)));
            }
        })).WaitAsync(Eventually.Patience);

        for (var i = 0; i < Clients; i++)
        {
            (await readers[i].WaitAsync(Eventually.Patience)).AsSpan().SequenceEqual(Pattern(i, Bytes)).ShouldBeTrue();
            pairs[i].Dispose();
        }
    }

    [Fact]
    public async Task While_nobody_waits_nothing_is_received_and_what_came_meanwhile_is_given_to_who_waits_next()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        using var pair = await TcpPair.ConnectAsync();
        var source = new LoopSource(loop, pair.Server, static () => { });
        await pair.Client.SendAsync("abc"u8.ToArray());
        await Eventually.HoldsAsync(() => pair.Server.Available == 3, "the bytes in the kernel");

        (await ReadAsync(source, 2)).ShouldBe("ab"u8.ToArray());
        (await ReadAsync(source, 2)).ShouldBe("c"u8.ToArray());
        await source.RemoveAsync().WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_wait_can_be_ended_and_the_next_one_goes_on()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        using var pair = await TcpPair.ConnectAsync();
        var source = new LoopSource(loop, pair.Server, static () => { });
        var waiting = WaitAsync(source);

        source.CancelWait();
        (await waiting.WaitAsync(Eventually.Patience)).ShouldBe(LoopSource.Canceled);
        source.CancelWait();
        (await WaitAsync(source).WaitAsync(Eventually.Patience)).ShouldBe(LoopSource.Canceled);

        await pair.Client.SendAsync("on"u8.ToArray());
        (await ReadAsync(source, 10)).ShouldBe("on"u8.ToArray());
        await source.RemoveAsync().WaitAsync(Eventually.Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_s_end_is_told_once_and_read_behind_what_it_sent(bool isReset)
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        using var pair = await TcpPair.ConnectAsync();
        var ended = 0;
        var source = new LoopSource(loop, pair.Server, () => Interlocked.Increment(ref ended));
        if (isReset)
        {
            pair.Reset();
        }
        else
        {
            await pair.Client.SendAsync("bye"u8.ToArray());
            pair.Client.Shutdown(SocketShutdown.Send);
            (await ReadAsync(source, 10)).ShouldBe("bye"u8.ToArray());
        }

        (await ReadAsync(source, 10)).ShouldBeEmpty();
        (await ReadAsync(source, 10)).ShouldBeEmpty();
        await Eventually.HoldsAsync(() => Volatile.Read(ref ended) == 1, "the word of its end");
        await source.RemoveAsync().WaitAsync(Eventually.Patience);
        (await ReadAsync(source, 10)).ShouldBeEmpty();
        ended.ShouldBe(1);
    }

    private static async Task<byte[]> ReadAllAsync(ReceiveLoop loop, TcpPair pair, int count)
    {
        var source = new LoopSource(loop, pair.Server, static () => { });
        var all = new List<byte>();
        while (all.Count < count)
        {
            var received = await source.ReceiveAsync(1_000);
            loop.IsCurrent.ShouldBeTrue();
            all.AddRange(loop.Buffer.Span[..received]);

            // Now and then the reader has something else to do, elsewhere.
            if (all.Count % 5 == 0)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }

        await source.RemoveAsync();
        return [.. all];
    }

    private static async Task<int> WaitAsync(LoopSource source) => await source.ReceiveAsync(10);

    private static async Task<byte[]> ReadAsync(LoopSource source, int maxBytes)
    {
        return await ReadOnceAsync().WaitAsync(Eventually.Patience);

        async Task<byte[]> ReadOnceAsync()
        {
            var received = await source.ReceiveAsync(maxBytes);
            return source.Loop.Buffer.Span[..received].ToArray();
        }
    }

    private static byte[] Pattern(int client, int count) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 31) + client + (i >> 8)))];
}
