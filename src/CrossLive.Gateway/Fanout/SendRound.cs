using CrossLive.Gateway.Transport;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// One tick's frames for the viewers of a lane, sent by several threads at once: each takes a batch' worth of viewers, and another one, until none is left. Who comes
/// too late finds nothing to do, so nobody waits for a thread that has not begun.
/// </summary>
/// <param name="pass">The tick's frames.</param>
/// <param name="viewers">The lane's viewers. Those that were sent to are taken out; nobody else touches it until <see cref="Finish"/> has returned.</param>
/// <param name="count">How many.</param>
internal sealed class SendRound(FeedPass pass, ViewerSession?[] viewers, int count)
{
    private readonly int _pieces = (count + SendBatch.MaxMessages - 1) / SendBatch.MaxMessages;
    private readonly object _over = new();
    private int _taken;
    private int _sent;
    private long _delivered;

    /// <summary>Sends pieces until all are taken. By any thread, with a batch of its own. Never throws.</summary>
    public void Share(SendBatch batch)
    {
        for (int piece; (piece = Interlocked.Increment(ref _taken) - 1) < _pieces;)
        {
            Interlocked.Add(ref _delivered, SendPiece(batch, piece * SendBatch.MaxMessages));
            if (Interlocked.Increment(ref _sent) == _pieces)
            {
                lock (_over)
                {
                    Monitor.PulseAll(_over);
                }
            }

            // Whoever was sent something on this machine (a proxy in front of it, an edge) waits for this core: the first have read before the last are sent to.
            Thread.Yield();
        }
    }

    /// <summary>Sends what is left and waits for what others have taken: a batch each at most.</summary>
    /// <returns>How many events were sent, over all viewers.</returns>
    public long Finish(SendBatch batch)
    {
        Share(batch);
        lock (_over)
        {
            while (Volatile.Read(ref _sent) < _pieces)
            {
                Monitor.Wait(_over);
            }
        }

        return Interlocked.Read(ref _delivered);
    }

    private long SendPiece(SendBatch batch, int from)
    {
        long delivered = 0;
        foreach (ref var viewer in viewers.AsSpan(from, Math.Min(SendBatch.MaxMessages, count - from)))
        {
            var added = viewer!.TryAddTo(batch, pass);
            delivered += added;
            viewer = added == 0 ? viewer : null;
        }

        batch.Send();
        return delivered;
    }
}
