using System.Threading.Channels;

namespace CrossLive.Grains.Tests.Rooms;

/// <summary>Holds every append until the test lets it go.</summary>
internal sealed class HeldAppends
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Channel<Held> _held = Channel.CreateUnbounded<Held>();

    /// <summary>Holds the appends of a log from now on.</summary>
    public HeldAppends(ControlledRoomLog log) => log.OnAppend = append =>
    {
        var held = new Held(append);
        _held.Writer.TryWrite(held);
        return new ValueTask(held.Ended);
    };

    /// <summary>The next append that is waiting to be let go.</summary>
    public async Task<Held> NextAsync() => await _held.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>One append that waits.</summary>
    internal sealed class Held
    {
        private readonly ControlledRoomLog.Append _append;
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Held(ControlledRoomLog.Append append)
        {
            _append = append;
            append.CancellationToken.Register(() => _ended.TrySetCanceled(append.CancellationToken));
        }

        public Task Ended => _ended.Task;

        public int Events => _append.Events.Count;

        /// <summary>Writes it and tells the room.</summary>
        public async Task WriteAsync()
        {
            await _append.Write();
            _ended.TrySetResult();
        }

        /// <summary>Fails it without a word written.</summary>
        public void Fail(Exception exception) => _ended.TrySetException(exception);
    }
}
