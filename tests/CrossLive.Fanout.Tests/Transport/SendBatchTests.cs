using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Transport;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

/// <summary>Where the system has no batches (before Linux 6.1, or where a container forbids them) there is nothing to be held here: these tests return.</summary>
public sealed class SendBatchTests
{
    // More than both kernels' buffers hold, by far.
    private const int LargeBytes = 4 * 1024 * 1024;

    [Fact]
    public async Task Each_socket_of_a_batch_gets_its_message_after_what_was_sent_before_and_each_sender_hears_of_it_once()
    {
        var pairs = await ConnectAsync(SendBatch.MaxMessages);
        var senders = pairs.Select(pair => new Sender(pair)).ToArray();
        byte[][] messages = ["text frame"u8.ToArray(), "bin  frame"u8.ToArray()];
        Array.ForEach(senders, sender => sender.Output.TrySend("before "u8.ToArray(), out _).ShouldBeTrue());

        var isSent = WithBatch(batch =>
        {
            for (var i = 0; i < senders.Length; i++)
            {
                batch.IsFull.ShouldBeFalse();
                batch.TryAdd(senders[i].Output, messages[i % 2], senders[i]).ShouldBeTrue();
            }

            batch.IsFull.ShouldBeTrue();
            batch.TryAdd(senders[0].Output, messages[0], senders[0]).ShouldBeFalse();
            batch.Send();
            batch.Send();
        });

        for (var i = 0; i < senders.Length && isSent; i++)
        {
            senders[i].Heard.ShouldBe([(null, null)]);
            (await pairs[i].ReadAsync(17)).ShouldBe([.. "before "u8, .. messages[i % 2]]);
        }

        Array.ForEach(pairs, pair => pair.Dispose());
    }

    [Fact]
    public async Task A_client_that_does_not_read_gets_the_rest_later_and_holds_up_no_other_of_its_batch()
    {
        var pairs = await ConnectAsync(2);
        var senders = pairs.Select(pair => new Sender(pair)).ToArray();
        var large = new byte[LargeBytes];
        new Random(1).NextBytes(large);

        if (!WithBatch(batch =>
            {
                batch.TryAdd(senders[0].Output, large, senders[0]).ShouldBeTrue();
                batch.TryAdd(senders[1].Output, "small"u8.ToArray(), senders[1]).ShouldBeTrue();
                batch.Send();
                batch.TryAdd(senders[0].Output, large, senders[0]).ShouldBeFalse();
            }))
        {
            return;
        }

        (await pairs[1].ReadAsync(5)).ShouldBe("small"u8.ToArray());
        var (pending, failure) = senders[0].Heard.ShouldHaveSingleItem();
        failure.ShouldBeNull();
        pending.ShouldNotBeNull().IsCompleted.ShouldBeFalse();
        (await pairs[0].ReadAsync(LargeBytes)).AsSpan().SequenceEqual(large).ShouldBeTrue();
        await pending.WaitAsync(Eventually.Patience);
        WithBatch(batch =>
        {
            batch.TryAdd(senders[0].Output, "again"u8.ToArray(), senders[0]).ShouldBeTrue();
            batch.Send();
        });
        (await pairs[0].ReadAsync(5)).ShouldBe("again"u8.ToArray());
        Array.ForEach(pairs, pair => pair.Dispose());
    }

    [Fact]
    public async Task Who_writes_to_a_socket_that_is_in_a_batch_comes_after_it_and_no_second_batch_takes_it()
    {
        using var pair = await TcpPair.ConnectAsync();
        var sender = new Sender(pair);
        Task? writing = null;

        if (!WithBatch(batch =>
            {
                batch.TryAdd(sender.Output, "frame "u8.ToArray(), sender).ShouldBeTrue();
                using var other = new ManualResetEventSlim();
                writing = Task.Factory.StartNew(
                    () =>
                    {
                        sender.Output.TryBeginBatch(out _).ShouldBeFalse();
                        other.Set();
                        return sender.Output.WriteAsync("answer"u8.ToArray()).AsTask();
                    },
                    TaskCreationOptions.LongRunning).Unwrap();
                other.Wait(Eventually.Patience).ShouldBeTrue();
                batch.Send();
            }))
        {
            return;
        }

        await writing!.WaitAsync(Eventually.Patience);
        (await pair.ReadAsync(12)).ShouldBe("frame answer"u8.ToArray());
    }

    [Fact]
    public async Task A_broken_connection_is_told_to_its_sender_and_to_no_other_and_one_that_has_ended_is_not_taken()
    {
        var pairs = await ConnectAsync(3);
        var senders = pairs.Select(pair => new Sender(pair)).ToArray();
        pairs[0].Reset();
        await Eventually.HoldsAsync(() => pairs[0].Server.Poll(0, System.Net.Sockets.SelectMode.SelectError) || pairs[0].Server.Poll(0, System.Net.Sockets.SelectMode.SelectRead), "the reset");
        pairs[1].Server.Dispose();

        if (!WithBatch(batch =>
            {
                batch.TryAdd(senders[1].Output, "frame"u8.ToArray(), senders[1]).ShouldBeFalse();
                batch.TryAdd(senders[0].Output, "frame"u8.ToArray(), senders[0]).ShouldBeTrue();
                batch.TryAdd(senders[2].Output, "frame"u8.ToArray(), senders[2]).ShouldBeTrue();
                batch.Send();
                batch.TryAdd(senders[0].Output, "frame"u8.ToArray(), senders[0]).ShouldBeFalse();
            }))
        {
            return;
        }

        var (pending, failure) = senders[0].Heard.ShouldHaveSingleItem();
        (pending, failure is not null).ShouldBe((null, true));
        senders[1].Heard.ShouldBeEmpty();
        senders[2].Heard.ShouldBe([(null, null)]);
        (await pairs[2].ReadAsync(5)).ShouldBe("frame"u8.ToArray());
        Array.ForEach(pairs, pair => pair.Dispose());
    }

    [Fact]
    public async Task What_the_kernel_does_not_take_as_a_batch_is_sent_one_by_one()
    {
        var pairs = await ConnectAsync(2);
        var senders = pairs.Select(pair => new Sender(pair)).ToArray();

        // The ring belongs to the thread that made it: the kernel refuses another's calls.
        SendBatch? made = null;
        var maker = new Thread(() => made = SendBatch.TryCreate());
        maker.Start();
        maker.Join();
        if (made is null)
        {
            return;
        }

        using (made)
        {
            for (var round = 0; round < 3; round++)
            {
                Array.ForEach(senders, sender => made.TryAdd(sender.Output, "frame"u8.ToArray(), sender).ShouldBeTrue());
                made.Send();
            }
        }

        for (var i = 0; i < pairs.Length; i++)
        {
            senders[i].Heard.ShouldBe([(null, null), (null, null), (null, null)]);
            (await pairs[i].ReadAsync(15)).ShouldBe("frameframeframe"u8.ToArray());
            pairs[i].Client.Available.ShouldBe(0);
        }

        Array.ForEach(pairs, pair => pair.Dispose());
    }

    private static Task<TcpPair[]> ConnectAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => TcpPair.ConnectAsync()));

    // On one thread from beginning to end. False where the system has no batches.
    private static bool WithBatch(Action<SendBatch> use)
    {
        using var batch = SendBatch.TryCreate();
        if (batch is not null)
        {
            use(batch);
        }

        return batch is not null;
    }

    private sealed class Sender(TcpPair pair) : IBatchSender
    {
        public SocketOutput Output { get; } = new(pair.Server);

        public List<(Task? Pending, IOException? Failure)> Heard { get; } = [];

        public void NoteSent(Task? pending, IOException? failure) => Heard.Add((pending, failure));
    }
}
