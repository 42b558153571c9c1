using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CrossLive.Rooms;
using Shouldly;

namespace CrossLive.Storage.Tests;

/// <summary>The child program CrossLive.Storage.LogWriter, to be killed with SIGKILL while it appends.</summary>
public sealed class KilledWriter : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _acknowledgements = new(0);

    private KilledWriter(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What was acknowledged: the last sequence by room.</summary>
    public ConcurrentDictionary<string, long> LastAcknowledged { get; } = new();

    /// <summary>
    /// Starts the program again and again on the same rooms and kills each after a random number of acknowledgements; then checks that what was
    /// acknowledged is stored, that the rooms are whole, and that another writer can go on.
    /// </summary>
    /// <param name="provider">The program's first argument.</param>
    /// <param name="place">Its second.</param>
    /// <param name="open">Opens the same storage here, after each kill.</param>
    /// <param name="kills">How many times.</param>
    /// <param name="mostAcknowledgements">Killed before so many appends have returned.</param>
    public static async Task KillManyTimesAsync(string provider, string place, Func<(IRoomLog Log, IAsyncDisposable Owner)> open, int kills, int mostAcknowledgements)
    {
        var rooms = Enumerable.Range(0, 4).Select(i => $"killed-{i}-{Guid.NewGuid():N}").ToArray();
        var random = new Random(kills);
        var seen = new Dictionary<string, long>();
        for (var kill = 1; kill <= kills; kill++)
        {
            using var writer = Start(provider, place, kill, rooms);
            await writer.KillAfterAsync(random.Next(1, mostAcknowledgements), TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerMillisecond * 5)));
            var (log, owner) = open();
            await using var opened = owner;
            foreach (var room in rooms)
            {
                var due = Math.Max(seen.GetValueOrDefault(room), writer.LastAcknowledged.GetValueOrDefault(room));
                seen[room] = await CheckAsync(log, room, due, $"kill {kill}, room {room}");
            }
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _acknowledgements.Dispose();
    }

    private static KilledWriter Start(string provider, string place, int seed, string[] rooms)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "CrossLive.Storage.LogWriter.dll"), provider, place, $"{seed}", .. rooms])
        {
            start.ArgumentList.Add(argument);
        }

        return new KilledWriter(start);
    }

    /// <summary>Checks a room, and appends one event as another writer; gives its sequence.</summary>
    private static async Task<long> CheckAsync(IRoomLog log, string room, long acknowledged, string when)
    {
        var stored = new List<RoomEvent>();
        await foreach (var batch in log.ReadAsync(room, 0, CancellationToken.None))
        {
            stored.AddRange(batch);
        }

        stored.Count.ShouldBeGreaterThanOrEqualTo((int)acknowledged, when);
        stored.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, stored.Count).Select(n => (long)n), when);

        var lease = await log.TakeOverAsync(room, CancellationToken.None);
        lease.LastSequence.ShouldBe(stored.Count, when);
        await log.AppendAsync(room, lease.Epoch, lease.LastSequence, RoomEvents.Chats(lease.Epoch, lease.LastSequence, 1), CancellationToken.None);
        return lease.LastSequence + 1;
    }

    private async Task KillAfterAsync(int acknowledgements, TimeSpan andThen)
    {
        for (var i = 0; i < acknowledgements; i++)
        {
            var next = _acknowledgements.WaitAsync(TimeSpan.FromSeconds(60));
            await Task.WhenAny(next, _outputEnded.Task);
            (next.IsCompleted && await next).ShouldBeTrue("the writer stands still or has ended: " + string.Join('\n', _errors));
        }

        // Somewhere inside the next append rather than right after an acknowledgement.
        await Task.Delay(andThen);
        _process.HasExited.ShouldBeFalse(string.Join('\n', _errors));
        _process.Kill();
        await _process.WaitForExitAsync();
        await _outputEnded.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _outputEnded.TrySetResult();
        }
        else if (line.Split(' ') is ["ack", var room, _, var last] && long.TryParse(last, CultureInfo.InvariantCulture, out var sequence))
        {
            LastAcknowledged[room] = sequence;
            _acknowledgements.Release();
        }
    }
}
