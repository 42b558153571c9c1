using System.Collections.Concurrent;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Frames;

namespace CrossLive.Gateway.Tests.Fanout;

/// <summary>A viewer's connection that takes messages when the test lets it.</summary>
internal sealed class HeldConnection : IViewerConnection
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _mayTake = Opened();
    private int _inFlight;

    /// <summary>What was taken, in order.</summary>
    public ConcurrentQueue<(string Method, object Message)> Taken { get; } = [];

    /// <summary>Thrown by sends, where set.</summary>
    public Exception? Failure { get; set; }

    public bool IsAborted { get; private set; }

    public int Aborts { get; private set; }

    /// <summary>How many messages are waiting to be taken.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public int MostInFlight { get; private set; }

    /// <summary>The sequences of all events taken.</summary>
    public IEnumerable<long> Sequences => Taken.Where(taken => taken.Message is EventFrame).SelectMany(taken => ((EventFrame)taken.Message).Events.Select(e => e.Position.Sequence));

    /// <summary>Takes nothing from now on.</summary>
    public void Freeze() => _mayTake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes what waits, and what comes.</summary>
    public void Thaw() => _mayTake.TrySetResult();

    public ValueTask SendAsync(SharedFrame frame, CancellationToken cancellationToken) => new(SendAsync(HubMethods.Events, frame.Frame, cancellationToken));

    public async Task SendAsync(string method, object message, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        }

        try
        {
            if (Failure is not null)
            {
                throw Failure;
            }

            await _mayTake.Task.WaitAsync(cancellationToken);
            Taken.Enqueue((method, message));
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public void Abort() => (IsAborted, Aborts) = (true, Aborts + 1);

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}
