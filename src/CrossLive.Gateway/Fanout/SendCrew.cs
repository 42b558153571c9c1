using CrossLive.Gateway.Transport;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// Threads that help a send loop with a room that was at rest: nothing else waits for the machine then, and an event that all cores send is with the last viewer
/// sooner. A busy room gets no help: it is sent by its own loops, at less cost for each frame. Each thread keeps to a core, and those of other cores than the loop's are
/// called: where the cores share no cache, Linux leaves a woken thread on a busy core though another is idle.
/// </summary>
internal sealed class SendCrew : IDisposable
{
    /// <summary>Most threads: more take more to wake than they bring.</summary>
    public const int MaxHands = 4;

    /// <summary>With fewer viewers a loop is done before help has come.</summary>
    public const int LeastViewers = 2 * SendBatch.MaxMessages;

    private readonly SendHand[] _hands;

    private SendCrew(SendHand[] hands) => _hands = hands;

    /// <summary>Starts it, or null where there is no second core, or the system has no batches.</summary>
    public static SendCrew? TryCreate()
    {
        var cores = Cores.Allowed();
        using var trial = SendBatch.TryCreate();
        return cores.Length > 1 && trial is not null ? new SendCrew([.. cores.Take(MaxHands).Select(core => new SendHand(core))]) : null;
    }

    /// <summary>Calls those that are free to a round. Waits for nobody.</summary>
    public void Call(SendRound round)
    {
        var here = Cores.Current();
        foreach (var hand in _hands)
        {
            if (hand.Core != here)
            {
                hand.Offer(round);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_hands, hand => hand.Dispose());
}
