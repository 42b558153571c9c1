using CrossLive.Protocol;
using CrossLive.Protocol.Calls;

namespace CrossLive.Client;

/// <content>One session: joining, joining again where events are missing, noticing its end.</content>
public sealed partial class RoomClient
{
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(5);

    // Null = joined.
    private async Task<SessionEnd?> JoinAsync(RoomSession session, bool isFreshConnection, CancellationToken stop)
    {
        object request;
        lock (_gate)
        {
            _timeline.BeginJoin(isFreshConnection);
            request = JoinRequestOf(_timeline.Position?.Epoch, _timeline.Position?.Sequence);
        }

        // From here on frames wait, so no gap of before can be signalled after this.
        session.ForgetGap();

        using var late = new CancellationTokenSource(_options.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        var reply = await session.CallAsync<JoinReply?>(HubMethods.Join, request, either.Token);
        if (reply is not { Ok: true })
        {
            return reply is null ? SessionEnd.Lost("no answer to the join") : SessionEnd.Of(reply);
        }

        (Me, Gifts) = (reply.Me ?? Me, reply.Gifts ?? Gifts);
        TimelineStep step;
        lock (_gate)
        {
            step = _timeline.CompleteJoin(reply);
        }

        LogJoined(_options.Room, reply.Epoch ?? 0, reply.Sequence ?? 0, reply.Recovered == true, reply.Why);
        session.Signal(step);
        return null;
    }

    /// <summary>Looks after a joined session until it ends: joins again at a gap, gives up where owed events do not come, keeps the clock.</summary>
    private async Task<SessionEnd> LiveAsync(RoomSession session, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var clock = KeepClockAsync(session, over.Token);
        try
        {
            var gaps = new GapCount();
            while (true)
            {
                var signal = await NextSignalAsync(session, stop);
                if (signal == SessionSignal.Gap && gaps.IsWorthATry(Position!.Value.Sequence))
                {
                    LogGap(_options.Room, Position!.Value.Epoch, Position!.Value.Sequence);
                    if (await JoinAsync(session, isFreshConnection: false, stop) is { } refusal)
                    {
                        return refusal;
                    }

                    continue;
                }

                if (signal == SessionSignal.Bye)
                {
                    // What was sent before the goodbye may still be on its way.
                    await Task.WhenAny(session.Closed, Task.Delay(GoodbyeTimeout, _time, over.Token));
                }

                return EndOf(session, signal);
            }
        }
        finally
        {
            await over.CancelAsync();
            await clock;
        }
    }

    private static SessionEnd EndOf(RoomSession session, SessionSignal? signal) => signal switch
    {
        _ when session.Bye is { } bye => SessionEnd.Of(bye),
        SessionSignal.Closed => SessionEnd.Lost(session.CloseError?.Message ?? "closed", session.CloseError),
        SessionSignal.Misled => SessionEnd.Lost("the server breaks the protocol"),
        _ => SessionEnd.Lost("missing events did not come"),
    };

    // Null = events that the server owes did not come.
    private async Task<SessionSignal?> NextSignalAsync(RoomSession session, CancellationToken stop)
    {
        while (true)
        {
            var before = Taken();
            if (!IsBehind())
            {
                return await session.Signals.ReadAsync(stop);
            }

            using var late = new CancellationTokenSource(_options.CatchUpTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
            try
            {
                return await session.Signals.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                if (IsBehind() && Taken() == before)
                {
                    return null;
                }
            }
        }
    }

    private long Taken()
    {
        lock (_gate)
        {
            return _timeline.Taken;
        }
    }

    private bool IsBehind()
    {
        lock (_gate)
        {
            return _timeline.IsBehind;
        }
    }

    /// <summary>Joins again over one connection are bounded: those that brought nothing new since the one before.</summary>
    private struct GapCount()
    {
        private const int MaxFruitlessJoins = 3;

        private long _lastSequence = -1;
        private int _fruitless;

        public bool IsWorthATry(long sequence)
        {
            _fruitless = sequence == _lastSequence ? _fruitless + 1 : 0;
            _lastSequence = sequence;
            return _fruitless < MaxFruitlessJoins;
        }
    }
}
