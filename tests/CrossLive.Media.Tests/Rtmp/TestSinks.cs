using System.Collections.Concurrent;
using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Tests.Rtmp;

/// <summary>Keeps what each publisher sent, in the order in which they began.</summary>
#pragma warning disable CA1001 // Nothing to let go of: its wait handle is never asked for.
internal sealed class TestSinks : IRtmpSinks
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _opened = new(0);

    public ConcurrentQueue<Sink> All { get; } = new();

    public ConcurrentQueue<string> Refusals { get; } = new();

    public Exception? Fault { get; init; }

    public async Task<Sink> NextAsync()
    {
        (await _opened.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeOpened();
        return All.Last();
    }

    public ValueTask<IRtmpSink> OpenAsync(RtmpPublisher publisher, CancellationToken cancellation)
    {
        if (Fault is PublishRefusedException)
        {
            throw Fault;
        }

        var sink = new Sink(publisher, Fault);
        All.Enqueue(sink);
        _opened.Release();
        return ValueTask.FromResult<IRtmpSink>(sink);
    }

    public ValueTask NoteRefusalAsync(RtmpPublisher publisher, string why)
    {
        Refusals.Enqueue(why);
        return ValueTask.CompletedTask;
    }

    internal sealed class Sink(RtmpPublisher publisher, Exception? fault) : IRtmpSink
    {
        private readonly TaskCompletionSource<RtmpEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RtmpPublisher Publisher => publisher;

        public string Room => publisher.Room;

        public List<FlvTag> Tags { get; } = [];

        public Task<RtmpEnd> End => _end.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public Task First => _first.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public ValueTask TakeAsync(FlvTag tag, CancellationToken cancellation)
        {
            if (fault is not null)
            {
                throw fault;
            }

            Tags.Add(tag);
            _first.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public ValueTask TrackMissingAsync(FlvTagKind missing, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask EndAsync(RtmpEnd end)
        {
            _end.SetResult(end);
            return ValueTask.CompletedTask;
        }
    }
}

internal static class OpenedAssertion
{
    public static void ShouldBeOpened(this bool opened)
    {
        if (!opened)
        {
            throw new Xunit.Sdk.XunitException("No publisher came in 30 seconds.");
        }
    }
}
