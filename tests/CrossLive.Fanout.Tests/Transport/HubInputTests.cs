using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using CrossLive.Fanout.Tests.Paths;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Transport;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

public sealed class HubInputTests
{
    [Fact]
    public async Task A_client_that_only_calls_shows_signalr_a_sign_of_life_every_five_seconds_and_not_more_often()
    {
        using var pair = await TcpPair.ConnectAsync();
        var (pipe, time, calls) = (new Pipe(), new FakeTimeProvider(), new EveryCall());
        var input = new HubInput(pipe.Reader, new SocketOutput(pair.Server), calls, time);
        var reading = CountSignsAsync(input);

        // A call a second for 25 seconds.
        for (var second = 1; second <= 25; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await pipe.Writer.WriteAsync(RawClient.TextFrame("call"));
            await calls.HasTakenAsync(second);
        }

        // One more or less: the clock may have gone on between a call and the look at it.
        await pipe.Writer.CompleteAsync();
        (await reading.WaitAsync(Eventually.Patience)).ShouldBeInRange(3, 5);
    }

    [Fact]
    public async Task On_a_receive_loop_a_sign_of_life_alone_is_given_there_and_everything_else_elsewhere()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var pair = await TcpPair.ConnectAsync();
        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        var source = new LoopSource(loop, pair.Server, static () => { });
        var pipe = new Pipe();
        await pipe.Writer.CompleteAsync();
        var input = new HubInput(pipe.Reader, new SocketOutput(pair.Server), new WordCalls(), TimeProvider.System, source);
        (string Sent, string Given, bool IsOnLoop)[] cases = [("ping", "ping\u001e", true), ("hello", "hello\u001e", false), ("ping", "ping\u001e", true), ("ping\u001ehello", "ping\u001e", false)];
        try
        {
            foreach (var (sent, given, isOnLoop) in cases)
            {
                // Away from the test's own context, which would take what goes on to threads of its own; and waiting before anything comes.
                var reading = Task.FromResult(("", false));
                await Task.Run(() =>
                {
                    reading = ReadOnce(input, loop);
                });
                await pair.Client.SendAsync(RawClient.TextFrame(sent));
                (await reading.WaitAsync(Eventually.Patience)).ShouldBe((given, isOnLoop));
            }

            (await ReadOnce(input, loop).WaitAsync(Eventually.Patience)).Given.ShouldBe("hello\u001e");
        }
        finally
        {
            // A socket that the loop still holds is not closed.
            await source.RemoveAsync().WaitAsync(Eventually.Patience);
        }
    }

    // What is given and whether the loop's thread gives it. Waits when it returns.
    private static Task<(string Given, bool IsOnLoop)> ReadOnce(HubInput input, ReceiveLoop loop) => input.ReadAsync().AsTask().ContinueWith(
        reading =>
        {
            var given = System.Text.Encoding.UTF8.GetString(reading.Result.Buffer.ToArray());
            input.AdvanceTo(reading.Result.Buffer.End);
            return (given, loop.IsCurrent);
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private static async Task<int> CountSignsAsync(HubInput input)
    {
        for (var signs = 0; ; signs++)
        {
            var read = await input.ReadAsync();
            if (read.IsCompleted)
            {
                return signs;
            }

            read.Buffer.ToArray().ShouldBe(EveryCall.Sign);
            input.AdvanceTo(read.Buffer.End);
        }
    }

    // Nobody's calls: what begins with "ping" is a sign of life, the rest is one message.
    private sealed class WordCalls : ICallTaker
    {
        public bool IsReady => true;

        public bool HasRoom => true;

        public ReadOnlyMemory<byte> Ping => "ping"u8.ToArray();

        public TakenCall Take(in ReadOnlySequence<byte> bytes, out long length)
        {
            var isPing = bytes.ToArray().AsSpan().StartsWith("ping\u001e"u8);
            length = isPing ? 5 : bytes.Length;
            return isPing ? TakenCall.Ping : TakenCall.NotOurs;
        }

        public Task RoomAsync() => Task.CompletedTask;

        public void EndWait()
        {
        }
    }

    // Takes whatever comes, up to a record's end.
    private sealed class EveryCall : ICallTaker
    {
        public static readonly byte[] Sign = "ping"u8.ToArray();

        private readonly Channel<int> _taken = Channel.CreateUnbounded<int>();
        private int _count;

        public bool IsReady => true;

        public bool HasRoom => true;

        public ReadOnlyMemory<byte> Ping => Sign;

        public TakenCall Take(in ReadOnlySequence<byte> bytes, out long length)
        {
            length = bytes.Length;
            _taken.Writer.TryWrite(++_count);
            return TakenCall.Done;
        }

        public Task RoomAsync() => Task.CompletedTask;

        public void EndWait()
        {
        }

        public async Task HasTakenAsync(int count) => (await _taken.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Patience)).ShouldBe(count);
    }
}
