namespace CrossLive.Simulation;

/// <summary>Virtual time on one thread: what is to happen, in the order of its time and then of its coming. All chance comes from one seed, so that a run can be had again.</summary>
internal sealed class Scheduler(int seed)
{
    private readonly PriorityQueue<Action, (long AtMs, long Order)> _queue = new();
    private readonly Random _random = new(seed);
    private long _order;

    /// <summary>Milliseconds since the simulation began.</summary>
    public long NowMs { get; private set; }

    /// <summary>How many actions have run.</summary>
    public long Steps { get; private set; }

    /// <summary>False once the world has been told to calm down: nothing fails any more.</summary>
    public bool HasFaults { get; set; } = true;

    /// <summary>Runs an action after a while.</summary>
    public void After(long delayMs, Action action) => _queue.Enqueue(action, (NowMs + delayMs, _order++));

    /// <summary>Runs everything that is due until a time.</summary>
    public void RunUntil(long untilMs)
    {
        while (_queue.TryPeek(out _, out var next) && next.AtMs <= untilMs)
        {
            var action = _queue.Dequeue();
            NowMs = next.AtMs;
            Steps++;
            action();
        }

        NowMs = untilMs;
    }

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public int Between(int min, int max) => _random.Next(min, max + 1);

    /// <summary>One of several.</summary>
    public T OneOf<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>True so many times in a thousand.</summary>
    public bool Chance(int perMille) => _random.Next(1_000) < perMille;

    /// <summary>A fault: like <see cref="Chance"/>, but never once the world is calm.</summary>
    public bool Fault(int perMille) => Chance(perMille) && HasFaults;
}
