using System.Security.Cryptography;
using CrossLive.Media.Fragments;
using CrossLive.Media.Preview;

namespace CrossLive.Media.Hls;

/// <summary>
/// One publisher's stream as HLS, for those who cannot watch the preview as it comes. Made only while somebody plays it: the first player begins it, the last one's silence ends it.
/// A player is known by a secret of its own in its playlist's address, so that its token has to be good at the beginning only.
/// </summary>
public sealed class HlsStream
{
    private const int IdBytes = 16;

    private static readonly PreviewLimits Waiting = new() { MaxSkips = int.MaxValue };

    private readonly StreamFeed _feed;
    private readonly HlsLimits _limits;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _players = new(StringComparer.Ordinal);
    private HlsWindow _window;
    private TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _stop;
    private Task _making = Task.CompletedTask;

    public HlsStream(StreamFeed feed, HlsLimits limits, TimeProvider time) => (_feed, _limits, _time, _window) = (feed, limits, time, new HlsWindow(limits));

    /// <summary>Bytes that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _window.Bytes;
            }
        }
    }

    /// <summary>The making of segments, for who waits for its end. Never fails.</summary>
    public Task Making
    {
        get
        {
            lock (_gate)
            {
                return _making;
            }
        }
    }

    /// <summary>A player begins: its name, to stand in its playlist's address. Null where as many play as may.</summary>
    public string? TryJoin()
    {
        lock (_gate)
        {
            ForgetGone();
            if (_players.Count + _feed.Readers >= _limits.MaxPlayers)
            {
                return null;
            }

            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
            _players[id] = _time.GetTimestamp();
            Make();
            return id;
        }
    }

    /// <summary>The playlist that names a player's own one, once there is a segment or it has waited as long as it may.</summary>
    public async Task<string> MasterAsync(string playlist, CancellationToken cancellation)
    {
        await FirstAsync(cancellation);
        lock (_gate)
        {
            return _window.ToMaster(playlist);
        }
    }

    /// <summary>A player's playlist; null where nobody of this name plays. Waits for the first segment.</summary>
    public async Task<string?> PlaylistAsync(string player, CancellationToken cancellation)
    {
        if (!Saw(player))
        {
            return null;
        }

        await FirstAsync(cancellation);
        lock (_gate)
        {
            return _window.ToPlaylist();
        }
    }

    /// <summary>A segment; null where nobody of this name plays, or it is not kept (any more).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Segment(string player, long number)
    {
        if (!Saw(player))
        {
            return null;
        }

        lock (_gate)
        {
            return _window.Find(number);
        }
    }

    /// <summary>What stands before segments; null as above.</summary>
    public ReadOnlyMemory<byte>? Head(string player, int number)
    {
        if (!Saw(player))
        {
            return null;
        }

        lock (_gate)
        {
            return _window.FindHead(number);
        }
    }

    private bool Saw(string player)
    {
        lock (_gate)
        {
            if (!_players.ContainsKey(player))
            {
                return false;
            }

            _players[player] = _time.GetTimestamp();
            Make();
            return true;
        }
    }

    private async Task FirstAsync(CancellationToken cancellation)
    {
        Task first;
        lock (_gate)
        {
            first = _first.Task;
        }

        try
        {
            await first.WaitAsync(TimeSpan.FromMilliseconds(_limits.FirstSegmentWithinMs), _time, cancellation);
        }
        catch (TimeoutException)
        {
            // An empty playlist: the player asks again.
        }
    }

    private void ForgetGone()
    {
        foreach (var (id, seen) in _players.ToArray())
        {
            if (_time.GetElapsedTime(seen).TotalMilliseconds >= _limits.PlayerGoneMs)
            {
                _players.Remove(id);
            }
        }
    }

    private void Make()
    {
        if (_stop is null && _feed.OpenOwn(Waiting, takesSoundAlone: true) is { } reader)
        {
            (_window, _first, _stop) = (new HlsWindow(_limits), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new CancellationTokenSource());
            _making = MakeAsync(reader, _stop);
        }
    }

    private async Task MakeAsync(PreviewReader reader, CancellationTokenSource stop)
    {
        await Task.Yield();
        using var ticket = reader;
        await using var watch = _time.CreateTimer(_ => Watch(stop), null, TimeSpan.FromMilliseconds(_limits.PlayerGoneMs), TimeSpan.FromMilliseconds(_limits.PlayerGoneMs));
        var maker = new FragmentMaker(new FragmentLimits(), () => _time.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            while (await reader.NextAsync(stop.Token) is { } tags)
            {
                foreach (var tag in tags)
                {
                    Keep(maker.Take(tag));
                }
            }

            Keep(maker.Finish());
            lock (_gate)
            {
                // Not begun again: who still plays has the rest of it.
                _window.End();
                _first.TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                (_window, _stop) = (new HlsWindow(_limits), null);
            }
        }
    }

    private void Keep(IReadOnlyList<Mp4Piece> pieces)
    {
        lock (_gate)
        {
            foreach (var piece in pieces)
            {
                if (_window.Take(piece))
                {
                    _first.TrySetResult();
                }
            }
        }
    }

    private void Watch(CancellationTokenSource stop)
    {
        lock (_gate)
        {
            ForgetGone();
            if (_players.Count == 0)
            {
                stop.Cancel();
            }
        }
    }
}
