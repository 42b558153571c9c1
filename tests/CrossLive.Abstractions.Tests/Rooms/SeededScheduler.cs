namespace CrossLive.Abstractions.Tests.Rooms;

/// <summary>Runs what is posted one at a time on the calling thread, in an order drawn from a seed: a failure replays from its seed.</summary>
internal sealed class SeededScheduler(int seed) : SynchronizationContext
{
    private readonly Random _random = new(seed);
    private readonly List<(SendOrPostCallback Callback, object? State)> _posted = [];

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Runs the work to its end and everything it posts on the way.</summary>
    /// <exception cref="InvalidOperationException">Nothing is left to run and the work has not ended: it hangs.</exception>
    public void Run(Func<Random, Task> work)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = work(_random);
            while (!task.IsCompleted)
            {
                RunNext();
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private void RunNext()
    {
        if (_posted.Count == 0)
        {
            throw new InvalidOperationException($"Seed {seed}: nothing is left to run, but the work has not ended.");
        }

        var index = _random.Next(_posted.Count);
        var (callback, state) = _posted[index];
        _posted.RemoveAt(index);
        callback(state);
    }
}
