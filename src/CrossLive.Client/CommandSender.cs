using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Client;

/// <summary>
/// Gets a command answered: sends it with one key, over as many connections as it takes, until an answer comes or its tries or time are over.
/// The caller's own task does the work; nothing runs behind it.
/// </summary>
internal sealed class CommandSender(RoomClientOptions options, JoinedSession joined)
{
    // A server that fails the call, or says that the failure will pass, without saying when.
    private static readonly TimeSpan DefaultPause = TimeSpan.FromMilliseconds(200);

    // Who waits in a sale's waiting room comes as long after it was asked to as a part of that time, at random: so that not all come at once.
    private const double WaitingJitter = 0.2;

    private int _pending;

    /// <summary>Sends a command until it is answered.</summary>
    /// <param name="method">The hub's method.</param>
    /// <param name="key">The command's key.</param>
    /// <param name="call">Its argument.</param>
    /// <param name="waiting">Told how far a claim in a sale's waiting room is; null = nobody wants to know.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CommandUnansweredException">Tries or time are over.</exception>
    /// <exception cref="TooManyCommandsException">Too many wait already.</exception>
    /// <exception cref="RoomEndedException">The client is out of the room for good.</exception>
    public async Task<CommandReply> SendAsync(string method, string key, object call, IProgress<WaitingReply>? waiting, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _pending) > options.MaxPendingCommands)
        {
            Interlocked.Decrement(ref _pending);
            throw new TooManyCommandsException(options.MaxPendingCommands);
        }

        var sends = 0;
        using var deadline = new CancellationTokenSource(options.CommandTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            while (true)
            {
                var session = await joined.WaitAsync(either.Token);
                sends++;
                var (reply, error) = await TryOnceAsync(session, method, call, either.Token);
                if (reply is { Ok: false, Code: Rejection.SaleWaiting })
                {
                    // It has a place and its turn comes: waiting is no failed try, and takes as long as it takes.
                    sends = 0;
                    deadline.CancelAfter(options.CommandTimeout);
                    if (reply.Waiting is { } place)
                    {
                        waiting?.Report(place);
                    }

                    await PauseAsync(session, reply, WaitingJitter, either.Token);
                    continue;
                }

                if (reply is not null && (!IsPassing(reply) || sends >= options.MaxCommandSends))
                {
                    return reply;
                }

                if (sends >= options.MaxCommandSends)
                {
                    throw new CommandUnansweredException(method, key, sends, error);
                }

                await PauseAsync(session, reply, 1, either.Token);
            }
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandUnansweredException(method, key, sends, error);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    // Refusals that say "try again with the same key".
    private static bool IsPassing(CommandReply reply) => !reply.Ok && reply.Code is Rejection.RoomUnavailable or Rejection.RoomBusy or Rejection.SaleBusy;

    private async Task<(CommandReply? Reply, Exception? Error)> TryOnceAsync(RoomSession session, string method, object call, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.AnswerTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return (await session.CallAsync<CommandReply?>(method, call, either.Token), null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Lost, late, or failed in the server: whether it happened is not known, and the key makes sending again safe.
            return (null, error);
        }
    }

    private async Task PauseAsync(RoomSession session, CommandReply? reply, double jitter, CancellationToken cancellationToken)
    {
        if (!session.Closed.IsCompleted)
        {
            var asked = reply?.RetryMs is { } ms ? TimeSpan.FromMilliseconds(Math.Clamp(ms, 0, ReconnectPolicy.MaxServerDelay.TotalMilliseconds)) : DefaultPause;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(session.Closed, Task.Delay(asked * (1 + (jitter * options.Random.NextDouble())), options.Time, over.Token));
            await over.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (session.Closed.IsCompleted)
        {
            // The client's loop may not have seen it yet; the next session is worth waiting for.
            joined.Clear(session);
        }
    }
}
