using System.Globalization;
using CrossLive.LoadTests.Swarm.Viewers;
using Spectre.Console;

namespace CrossLive.LoadTests.Compare;

/// <summary>What is going on: a table that moves on a terminal, a line a second anywhere else.</summary>
internal sealed class Progress : IDisposable
{
    private const int SparkSeconds = 40;
    private const string SparkLevels = " ▁▂▃▄▅▆▇█";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly TextWriter _out = Console.Out;
    private CancellationTokenSource? _stopping;
    private Task _showing = Task.CompletedTask;

    /// <summary>Shows a swarm until <see cref="Stop"/>.</summary>
    public void Watch(ViewerSwarm swarm, string system, string name)
    {
        Stop();
        var stopping = _stopping = new CancellationTokenSource();
        var pulse = new Pulse(swarm, system, name);
        _showing = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? Task.Run(() => AnsiConsole.Live(pulse.Table()).AutoClear(true).StartAsync(context => EachSecondAsync(() => context.UpdateTarget(pulse.Table()), stopping.Token)))
            : Task.Run(() => EachSecondAsync(() => Print(pulse.Line()), stopping.Token));
    }

    /// <summary>Shows it no more.</summary>
    public void Stop()
    {
        _stopping?.Cancel();
        _showing.Wait();
        _stopping?.Dispose();
        _stopping = null;
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

    private static async Task EachSecondAsync(Action show, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Interval, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopping.IsCancellationRequested)
            {
                show();
            }
        }
    }

    /// <summary>A swarm's last seconds.</summary>
    private sealed class Pulse(ViewerSwarm swarm, string system, string name)
    {
        private readonly Queue<long> _rates = new();
        private long _events;
        private long _frames;

        public FormattableString Line()
        {
            var (events, frames) = Move();
            return $"  {name} {system}: {swarm.In:N0} in, {events:N0} events/s, {frames:N0} frames/s";
        }

        public Table Table()
        {
            var (events, frames) = Move();
            var table = new Table().Border(TableBorder.Rounded).AddColumns("case", "system", "in the room", "events/s", "frames/s", "problems", "events/s, last seconds");
            table.AddRow(
                Markup.Escape(name), Markup.Escape(system), Text(swarm.In), Text(events), Text(frames), swarm.ProblemCount == 0 ? "[green]0[/]" : $"[red]{Text(swarm.ProblemCount)}[/]", Spark());
            return table;
        }

        private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

        private (long Events, long Frames) Move()
        {
            var (events, frames) = (swarm.Events - _events, swarm.Frames - _frames);
            (_events, _frames) = (swarm.Events, swarm.Frames);
            _rates.Enqueue(events);
            if (_rates.Count > SparkSeconds)
            {
                _rates.Dequeue();
            }

            return (events, frames);
        }

        private string Spark()
        {
            var most = Math.Max(1, _rates.Max());
            return string.Concat(_rates.Select(rate => SparkLevels[(int)(rate * (SparkLevels.Length - 1) / most)]));
        }
    }
}
