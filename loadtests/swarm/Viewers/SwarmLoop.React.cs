using CrossLive.LoadTests.Swarm.Native;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Viewers;

/// <summary>What a viewer does about what it is told.</summary>
public sealed partial class SwarmLoop
{
    private void Upgraded(Viewer viewer, long nowUs)
    {
        viewer.Phase = ViewerPhase.Greeting;
        if (!viewer.Dialect.HasJoin)
        {
            Enter(viewer, nowUs);
        }
        else if (viewer.Dialect.Hello is { } hello)
        {
            Send(viewer, hello);
        }
    }

    private void React(Viewer viewer, ServerMessage message, long nowUs)
    {
        switch (message)
        {
            case EventBatch batch when viewer.Phase == ViewerPhase.In:
                Show(viewer, batch, nowUs);
                break;
            case EventBatch batch:
                (viewer.Early ??= []).Add(batch);
                break;
            case WantsMessage wants:
                Send(viewer, wants.Frame);
                break;
            case ReadyMessage:
                viewer.Phase = ViewerPhase.Joining;
                Send(viewer, viewer.Dialect.Join(viewer.Seen.Epoch, viewer.Seen.Sequence));
                break;
            case JoinedMessage joined:
                Joined(viewer, joined, nowUs);
                break;
            case MovedMessage moved:
                Meter.Skips++;
                viewer.Seen.MoveTo(moved.Epoch, moved.Sequence);
                break;
            case AnsweredMessage { Problem: { } problem }:
                Meter.Note($"viewer {viewer.Number}: a command was refused: {problem}");
                break;
            case GoodbyeMessage goodbye:
                Lose(viewer, $"goodbye {goodbye.Code} {goodbye.Reason}", askedMs: goodbye.RetryMs);
                break;
        }
    }

    private void Joined(Viewer viewer, JoinedMessage joined, long nowUs)
    {
        if (joined.Problem is { } problem)
        {
            Meter.Refusals++;
            Lose(viewer, $"the join was refused: {problem}", askedMs: joined.RetryMs ?? 0);
            return;
        }

        if (joined is { Epoch: { } epoch, Sequence: { } sequence })
        {
            viewer.HeadAtJoin = sequence;
            if (joined.IsRecovered)
            {
                Meter.Recoveries++;
            }
            else
            {
                Meter.Skips += viewer.Seen.Epoch is null ? 0 : 1;
                viewer.Seen.MoveTo(epoch, sequence);
                viewer.Early?.RemoveAll(batch => batch.Last <= sequence);
            }
        }

        Enter(viewer, nowUs);
        var early = viewer.Early;
        viewer.Early = null;
        early?.ForEach(batch => Show(viewer, batch, nowUs));
    }

    private void Enter(Viewer viewer, long nowUs)
    {
        viewer.Phase = ViewerPhase.In;
        viewer.Failures = 0;
        viewer.JoinedAtUs = nowUs;
        _arriving--;
        Meter.In++;
        Meter.Joins++;
        NoteCaughtUp(viewer, nowUs);
    }

    private void Show(Viewer viewer, EventBatch batch, long nowUs)
    {
        if (viewer.Seen.Take(batch) is { } problem)
        {
            Meter.Note($"viewer {viewer.Number}: {problem}");
        }

        Meter.NoteBatch(batch, nowUs);
        if (viewer.CaughtUpAtUs == 0)
        {
            NoteCaughtUp(viewer, nowUs);
        }
    }

    private static void NoteCaughtUp(Viewer viewer, long nowUs) => viewer.CaughtUpAtUs = viewer.Seen.Sequence >= viewer.HeadAtJoin ? nowUs : 0;

    // What a viewer says is small: a server that has no room for it has not read for a long time.
    private void Send(Viewer viewer, ReadOnlySpan<byte> frame)
    {
        if (TcpSocket.Send(viewer.Descriptor, frame) != frame.Length)
        {
            Lose(viewer, "the server takes nothing", isExpected: viewer.IsFrozen);
        }
    }

    private void Lose(Viewer viewer, string why, long askedMs = 0, bool isExpected = false)
    {
        End(viewer);
        Meter.Lost++;
        if (isExpected)
        {
            return;
        }

        if (_plan.ComeBack is null)
        {
            Meter.Note($"viewer {viewer.Number}: {why}");
            return;
        }

        viewer.Server = (viewer.Server + 1) % _plan.Servers.Count;
        ComeBackLater(viewer, askedMs);
    }
}
