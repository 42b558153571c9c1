using System.Buffers;
using System.IO.Pipelines;
using CrossLive.Fanout.Tests.Paths;
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
        var signs = 0;
        var reading = input.ReadAsync();

        // A call a second for 25 seconds.
        for (var second = 1; second <= 25; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await pipe.Writer.WriteAsync(RawClient.TextFrame("call"));
            await calls.HasTakenAsync(second);
            if (reading.IsCompleted)
            {
                var read = await reading;
                read.Buffer.ToArray().ShouldBe(EveryCall.Sign);
                input.AdvanceTo(read.Buffer.End);
                signs++;
                reading = input.ReadAsync();
            }
        }

        signs.ShouldBe(4);
    }

    // Takes whatever comes, up to a record's end.
    private sealed class EveryCall : ICallTaker
    {
        public static readonly byte[] Sign = "ping"u8.ToArray();

        private readonly SemaphoreSlim _taken = new(0);
        private int _count;

        public bool IsReady => true;

        public bool HasRoom => true;

        public ReadOnlyMemory<byte> Ping => Sign;

        public TakenCall Take(in ReadOnlySequence<byte> bytes, out long length)
        {
            length = bytes.Length;
            _count++;
            _taken.Release();
            return TakenCall.Done;
        }

        public Task RoomAsync() => Task.CompletedTask;

        public void EndWait()
        {
        }

        public async Task HasTakenAsync(int count)
        {
            await _taken.WaitAsync();
            _count.ShouldBe(count);
        }
    }
}
