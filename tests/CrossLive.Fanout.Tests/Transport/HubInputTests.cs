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
