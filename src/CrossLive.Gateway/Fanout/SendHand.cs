using System.Globalization;
using CrossLive.Gateway.Transport;

namespace CrossLive.Gateway.Fanout;

/// <summary>One thread of a <see cref="SendCrew"/>.</summary>
internal sealed class SendHand : IDisposable
{
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private SendRound? _round;
    private volatile bool _isStopping;

    /// <summary>Starts it.</summary>
    /// <param name="core">The core that it keeps to.</param>
    public SendHand(int core)
    {
        Core = core;
        _thread = new Thread(Run) { Name = string.Create(CultureInfo.InvariantCulture, $"crosslive-hand-{core}"), IsBackground = true };
        _thread.Start();
    }

    /// <summary>The core that it keeps to.</summary>
    public int Core { get; }

    /// <summary>Has it share a round: at once, or when it is through with the one it shares. One that it has not begun is left to others for it.</summary>
    public void Offer(SendRound round)
    {
        Volatile.Write(ref _round, round);
        _wake.Set();
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        // A core that it cannot keep to (taken off the process meanwhile) costs time, nothing else.
        _ = Cores.TryKeepTo(Core);

        // Made here: it belongs to its thread. None: the round is left to its loop.
        using var batch = SendBatch.TryCreate();
        while (!_isStopping)
        {
            _wake.WaitOne();
            if (Interlocked.Exchange(ref _round, null) is { } round && batch is not null)
            {
                round.Share(batch);
            }
        }
    }
}
