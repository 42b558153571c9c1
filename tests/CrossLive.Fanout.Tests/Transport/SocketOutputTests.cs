using System.Buffers.Binary;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Transport;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

public sealed class SocketOutputTests
{
    // More than both kernels' buffers hold, by far.
    private const int LargeBytes = 16 * 1024 * 1024;

    [Fact]
    public async Task A_message_that_the_socket_takes_at_once_has_left_when_the_call_returns()
    {
        using var pair = await TcpPair.ConnectAsync();
        var output = new SocketOutput(pair.Server);

        output.TrySend("first "u8.ToArray(), out var pending).ShouldBeTrue();
        var second = output.WriteAsync("second"u8.ToArray());

        pending.ShouldBeNull();
        second.IsCompletedSuccessfully.ShouldBeTrue();
        (await pair.ReadAsync(12)).ShouldBe("first second"u8.ToArray());
    }

    [Fact]
    public async Task While_the_client_does_not_read_a_frame_is_refused_and_nothing_is_copied()
    {
        using var pair = await TcpPair.ConnectAsync();
        var output = new SocketOutput(pair.Server);
        var message = Pattern(LargeBytes);
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();

        output.TrySend(message, out var pending).ShouldBeTrue();
        for (var i = 0; i < 100; i++)
        {
            output.TrySend(message, out var samePending).ShouldBeFalse();
            samePending.ShouldBeSameAs(pending);
        }

        pending.ShouldNotBeNull().IsCompleted.ShouldBeFalse();
        (GC.GetAllocatedBytesForCurrentThread() - allocatedBefore).ShouldBeLessThan(64 * 1024);
    }

    [Fact]
    public async Task A_client_that_reads_on_gets_every_byte_in_order_and_frames_are_taken_again()
    {
        using var pair = await TcpPair.ConnectAsync();
        var output = new SocketOutput(pair.Server);
        var message = Pattern(LargeBytes);
        output.TrySend(message, out var pending).ShouldBeTrue();
        var waiting = output.WriteAsync("waited"u8.ToArray());
        waiting.IsCompleted.ShouldBeFalse();

        (await pair.ReadAsync(LargeBytes)).AsSpan().SequenceEqual(message).ShouldBeTrue();
        (await pair.ReadAsync(6)).ShouldBe("waited"u8.ToArray());
        await waiting;
        await pending!.WaitAsync(Eventually.Patience);

        output.TrySend("next"u8.ToArray(), out pending).ShouldBeTrue();
        pending.ShouldBeNull();
        (await pair.ReadAsync(4)).ShouldBe("next"u8.ToArray());
    }

    [Fact]
    public async Task Messages_of_many_writers_arrive_whole_each_writer_s_in_its_order()
    {
        const int Writers = 5;
        const int Messages = 400;
        using var pair = await TcpPair.ConnectAsync();
        var output = new SocketOutput(pair.Server);

        // The first one sends frames as the fan-out does, the others write as SignalR and the WebSocket's control frames do.
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            for (var i = 0; i < Messages; i++)
            {
                var message = Message(writer, i, random.Next(0, i % 20 == 0 ? 300_000 : 3_000));
                await (writer > 0 ? output.WriteAsync(message) : SendFrameAsync(output, message));
            }
        })));
        var next = new int[Writers];
        for (var i = 0; i < Writers * Messages; i++)
        {
            var (writer, number) = await ReadMessageAsync(pair, pieceBytes: i % 3 == 0 ? 700 : 60_000);
            number.ShouldBe(next[writer]++);
        }

        await writing.WaitAsync(Eventually.Patience);
        pair.Client.Available.ShouldBe(0);
    }

    [Fact]
    public async Task More_messages_than_may_wait_are_refused_and_those_before_arrive()
    {
        using var pair = await TcpPair.ConnectAsync();
        var output = new SocketOutput(pair.Server);
        output.TrySend(Pattern(LargeBytes), out var pending).ShouldBeTrue();
        var waiting = Enumerable.Range(0, SocketOutput.MaxWaiting).Select(i => output.WriteAsync(new byte[] { (byte)i }).AsTask()).ToArray();

        Should.Throw<IOException>(() => output.WriteAsync("too many"u8.ToArray()).AsTask());
        Should.Throw<IOException>(() => output.WriteAsync("and on"u8.ToArray()).AsTask());

        await pair.ReadAsync(LargeBytes);
        (await pair.ReadAsync(SocketOutput.MaxWaiting)).ShouldBe(Enumerable.Range(0, SocketOutput.MaxWaiting).Select(i => (byte)i));
        await Task.WhenAll(waiting).WaitAsync(Eventually.Patience);
        await pending!.WaitAsync(Eventually.Patience);
        Should.Throw<IOException>(() => output.TrySend("after"u8.ToArray(), out _));
    }

    [Fact]
    public async Task A_client_that_resets_ends_what_is_on_its_way_what_waits_and_what_comes()
    {
        using var pair = await TcpPair.ConnectAsync();
        var output = new SocketOutput(pair.Server);
        output.TrySend(Pattern(LargeBytes), out var pending).ShouldBeTrue();
        var waiting = Enumerable.Range(0, 3).Select(_ => output.WriteAsync(new byte[1]).AsTask()).ToArray();

        pair.Reset();

        await Should.ThrowAsync<IOException>(() => pending!.WaitAsync(Eventually.Patience));
        foreach (var message in waiting)
        {
            await Should.ThrowAsync<IOException>(() => message.WaitAsync(Eventually.Patience));
        }

        Should.Throw<IOException>(() => output.TrySend(new byte[1], out _));
        Should.Throw<IOException>(() => output.WriteAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task A_reset_between_two_messages_shows_at_one_of_the_next()
    {
        using var pair = await TcpPair.ConnectAsync();
        var output = new SocketOutput(pair.Server);
        pair.Reset();

        await Eventually.HoldsAsync(() => Catch(() => output.TrySend(new byte[1], out _)) is IOException, "the reset");

        Should.Throw<IOException>(() => output.WriteAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task A_socket_that_is_disposed_under_it_is_a_broken_connection()
    {
        using var pair = await TcpPair.ConnectAsync();
        var output = new SocketOutput(pair.Server);
        output.TrySend(Pattern(LargeBytes), out var pending).ShouldBeTrue();

        pair.Server.Dispose();

        await Should.ThrowAsync<IOException>(() => pending!.WaitAsync(Eventually.Patience));
        Should.Throw<IOException>(() => output.TrySend(new byte[1], out _));
        var untouched = await TcpPair.ConnectAsync();
        var other = new SocketOutput(untouched.Server);
        untouched.Dispose();
        Should.Throw<IOException>(() => other.WriteAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task Reading_on_the_socket_goes_on_while_output_is_stuck()
    {
        using var pair = await TcpPair.ConnectAsync();
        var output = new SocketOutput(pair.Server);
        var buffer = new byte[5];
        var reading = pair.Server.ReceiveAsync(buffer.AsMemory()).AsTask();
        output.TrySend(Pattern(LargeBytes), out _).ShouldBeTrue();

        await pair.Client.SendAsync("hello"u8.ToArray());

        (await reading.WaitAsync(Eventually.Patience)).ShouldBe(5);
    }

    // As HubViewerConnection does.
    private static async ValueTask SendFrameAsync(SocketOutput output, byte[] message)
    {
        if (!output.TrySend(message, out var pending))
        {
            await output.WriteAsync(message);
        }
        else if (pending is not null)
        {
            await pending;
        }
    }

    // Length, writer, number, then bytes that follow from these.
    private static byte[] Message(int writer, int number, int bytes)
    {
        var message = new byte[12 + bytes];
        BinaryPrimitives.WriteInt32LittleEndian(message, bytes);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), writer);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), number);
        message.AsSpan(12).Fill((byte)(writer + (number * 31)));
        return message;
    }

    private static async Task<(int Writer, int Number)> ReadMessageAsync(TcpPair pair, int pieceBytes)
    {
        var header = await pair.ReadAsync(12);
        var bytes = BinaryPrimitives.ReadInt32LittleEndian(header);
        var (writer, number) = (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8)));
        bytes.ShouldBeInRange(0, 300_000);
        (await pair.ReadAsync(bytes, pieceBytes)).ShouldAllBe(b => b == (byte)(writer + (number * 31)));
        return (writer, number);
    }

    private static byte[] Pattern(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (IOException exception)
        {
            return exception;
        }
    }
}
