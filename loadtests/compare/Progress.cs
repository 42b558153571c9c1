using System.Globalization;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare;

/// <summary>What is going on, on the terminal: a line a second while something runs.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly TextWriter _out = Console.Out;
    private Timer? _timer;

    /// <summary>Shows a swarm until <see cref="Stop"/>.</summary>
    public void Watch(ViewerSwarm swarm, string system, string name)
    {
        var (events, frames) = (0L, 0L);
        Stop();
        _timer = new Timer(
            _ =>
            {
                var (eventsNow, framesNow) = (swarm.Events, swarm.Frames);
                Print($"  {name} {system}: {swarm.In:N0} in, {eventsNow - events:N0} events/s, {framesNow - frames:N0} frames/s");
                (events, frames) = (eventsNow, framesNow);
            },
            null,
            Interval,
            Interval);
    }

    /// <summary>Shows it no more.</summary>
    public void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>Says what no viewer should have seen, and how much of it there was.</summary>
    public long NoteProblems(string system, IReadOnlyList<string> problems, long count)
    {
        foreach (var problem in problems)
        {
            Print($"  PROBLEM {system}: {problem}");
        }

        return count;
    }

    /// <summary>A line.</summary>
    public void Print(FormattableString line) => _out.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Dispose() => Stop();
}
