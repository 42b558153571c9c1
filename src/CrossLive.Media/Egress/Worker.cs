using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using CrossLive.Media.Workers;

namespace CrossLive.Media.Egress;

/// <summary>A running worker: its commands, what it says, and how it is doing. Used by one loop; lines come in beside it.</summary>
internal sealed class Worker : IDisposable
{
    // Lines that wait for the loop; the oldest is left out for one more.
    private const int MaxLines = 64;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Task _reading;
    private int _commands;
    private long _aliveAtMs;

    public Worker(Process process, long nowMs)
    {
        _process = process;
        _aliveAtMs = nowMs;
        Watch = new WorkerWatch(nowMs);
        _reading = ReadAsync();
    }

    /// <summary>How it is doing.</summary>
    public WorkerWatch Watch { get; }

    /// <summary>Its figures, as it said them last; undefined before.</summary>
    public JsonElement Stats { get; private set; }

    /// <summary>The code that it ended with, or null.</summary>
    public string? EndCode { get; private set; }

    /// <summary>The same in a sentence.</summary>
    public string? EndDetail { get; private set; }

    /// <summary>When it was told to stop, in ms of the loop's clock, or null.</summary>
    public long? StoppedAtMs { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Sends a command. A worker that does not read has 64 KiB of room for them, more than is ever sent.</summary>
    public void Send(string command, Dictionary<string, object> arguments)
    {
        arguments["id"] = ++_commands;
        arguments["cmd"] = command;
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(arguments));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended: the loop sees that.
        }
    }

    /// <summary>To be called each turn: tells it now and then that its supervisor lives, for without that it ends.</summary>
    public void SayAlive(long nowMs)
    {
        if (nowMs - _aliveAtMs >= WorkerLimits.AliveEveryMs)
        {
            _aliveAtMs = nowMs;
            Send("alive", []);
        }
    }

    /// <summary>Asks it to end.</summary>
    public void Stop(long nowMs)
    {
        if (StoppedAtMs is null)
        {
            StoppedAtMs = nowMs;
            Send("stop", []);
        }
    }

    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
    }

    /// <summary>Reads what it has said. <paramref name="onStats"/> gives the progress of its media, or null where none is expected.</summary>
    public void Hear(long nowMs, Func<JsonElement, long?> onStats)
    {
        while (_lines.TryDequeue(out var line))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                var said = document.RootElement;
                switch (said.GetProperty("type").GetString())
                {
                    case "stats":
                        Stats = said.Clone();
                        Watch.Hear(nowMs, onStats(Stats));
                        break;
                    case "end":
                        (EndCode, EndDetail) = (said.GetProperty("code").GetString(), said.GetProperty("detail").GetString());
                        break;
                    case "error":
                        EndDetail = said.GetProperty("detail").GetString();
                        break;
                }
            }
            catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // A line that is not one of ours says nothing.
            }
        }
    }

    /// <summary>After its end: waits until all that it said is here.</summary>
    public Task DrainAsync() => _reading;

    public void Dispose()
    {
        Kill();

        // A process closes no stream that somebody has taken from it: its pipes would stay open until the next collection.
        try
        {
            _process.StandardInput.Dispose();
        }
        catch (IOException)
        {
            // What was not written yet is of no use to a worker that has ended.
        }

        _process.StandardOutput.Dispose();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            // A worker's lines are 4,096 bytes at most.
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                _lines.Enqueue(line);
                if (_lines.Count > MaxLines)
                {
                    _lines.TryDequeue(out _);
                }
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended.
        }
    }
}
