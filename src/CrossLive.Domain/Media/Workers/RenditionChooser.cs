namespace CrossLive.Media.Workers;

/// <summary>What a destination's controller says, as far as the room's renditions are concerned.</summary>
/// <param name="Id">Which destination.</param>
/// <param name="Mode">Picture or slate.</param>
/// <param name="VideoBps">What its link is to be sent of video, in bits a second.</param>
/// <param name="KeepsSize">True where the platform is to be sent one size for the whole stream: the largest.</param>
public readonly record struct RenditionWish(string Id, MediaMode Mode, int VideoBps, bool KeepsSize)
{
    /// <summary>What it may be sent of video at most, however good its link is, in bits a second.</summary>
    public int MostBps { get; init; } = int.MaxValue;
}

/// <summary>What a destination is sent.</summary>
/// <param name="Index">Which rendition; with the slate, the one whose size it has.</param>
/// <param name="IsSlate">The slate in place of its pictures.</param>
/// <param name="CeilingBps">What its link has to be good for before it is sent a larger one, in bits a second: to want more is of no use until then.</param>
/// <param name="IsOwn">True where nobody else takes this rendition: it follows this link.</param>
public readonly record struct RenditionTurn(int Index, bool IsSlate, int CeilingBps, bool IsOwn);

/// <summary>
/// Chooses from the renditions that a room's encoder makes for all its destinations. Each gets the largest that its link is to be sent whole; one that nobody else
/// takes is encoded at the very rate that its only taker is to be sent, down to <see cref="Rendition.LeastKbps"/>, and never for the sake of one of several links: but where a
/// destination may be sent a little less than a rendition's rate, the rendition is made for it, too. Down at once where it is shared, after <see cref="OwnDownAfterMs"/> where it is not. Up only after a while, which doubles with each time that it had to come down soon after: each change is another size to the platform, and each try that fails
/// costs pictures. Pure: time is passed in. Not thread-safe.
/// </summary>
/// <param name="renditions">The room's, the largest first.</param>
public sealed class RenditionChooser(IReadOnlyList<Rendition> renditions)
{
    /// <summary>A larger one comes no sooner after the last change, in ms.</summary>
    public const long UpAfterMs = 5_000;

    /// <summary>Who has a rendition to itself keeps its size for so long while its link carries less than that size is used for, in ms: a link that falls for a second is not worth another size.</summary>
    public const long OwnDownAfterMs = 4_000;

    /// <summary>The wait after tries that failed doubles up to this, in ms.</summary>
    public const long MostUpAfterMs = 60_000;

    /// <summary>One that comes down within this after it went up, in ms, has failed.</summary>
    public const long FailedWithinMs = 30_000;

    /// <summary>A larger one needs this many times its rate, or all that may be sent.</summary>
    public const double UpShare = 1.1;

    /// <summary>A rendition is made for all who may be sent this share of its rate or more.</summary>
    public const double LeastCappedShare = 0.75;

    /// <summary>Who shares a rendition with others and is to be sent less than this share of it is sent the slate; with more, pictures are dropped now and then.</summary>
    public const double LeastSharedShare = 0.75;

    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private IReadOnlyList<int> _wholeKbps = [.. renditions.Select(each => each.Kbps)];

    /// <summary>What each rendition is encoded with, in kbps, in their order.</summary>
    public IReadOnlyList<int> Kbps { get; private set; } = [.. renditions.Select(each => each.Kbps)];

    /// <summary>What each destination is sent from now on, in the order of the wishes. Destinations that have no wish any more are forgotten.</summary>
    public IReadOnlyList<RenditionTurn> Choose(long nowMs, IReadOnlyList<RenditionWish> wishes)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        foreach (var gone in _states.Keys.Where(id => !wishes.Any(wish => string.Equals(wish.Id, id, StringComparison.Ordinal))).ToArray())
        {
            _states.Remove(gone);
        }

        _wholeKbps = [.. renditions.Select(each => WholeKbps(each, wishes))];

        // Twice: who moves may take away what another has had to itself.
        foreach (var wish in wishes.Concat(wishes))
        {
            if (!_states.TryGetValue(wish.Id, out var state))
            {
                _states[wish.Id] = state = new State { Index = wish.KeepsSize ? 0 : BestOf(wish), UpNotBeforeMs = nowMs + UpAfterMs };
            }

            if (wish.Mode != MediaMode.Picture)
            {
                state.BelowSinceMs = null;
            }
            else if (!wish.KeepsSize)
            {
                Move(state, BestOf(wish), wish, nowMs);
            }
        }

        Kbps = [.. _wholeKbps.Select((kbps, index) => RateOf(kbps, [.. wishes.Where(wish => wish.Mode == MediaMode.Picture && _states[wish.Id].Index == index)]))];
        return [.. wishes.Select(wish => TurnOf(wish, _states[wish.Id].Index))];
    }

    private RenditionTurn TurnOf(RenditionWish wish, int index) => new(
        index,
        wish.Mode == MediaMode.Slate || wish.VideoBps < Kbps[index] * 1_000 * LeastSharedShare,
        index == 0 ? _wholeKbps[0] * 1_000 : (int)Math.Max(_wholeKbps[index] * 1_000, NeededBps(index - 1, index, wish.Id)),
        IsOwn(index, wish.Id));

    private bool IsOwn(int index, string id) => !_states.Any(each => each.Value.Index == index && !string.Equals(each.Key, id, StringComparison.Ordinal));

    private void Move(State state, int best, RenditionWish wish, long nowMs)
    {
        state.BelowSinceMs = best > state.Index ? state.BelowSinceMs ?? nowMs : null;
        if (best > state.Index && IsOwn(state.Index, wish.Id) && nowMs - state.BelowSinceMs < OwnDownAfterMs)
        {
            return;
        }

        if (best > state.Index)
        {
            var hasFailed = state.WentUpAtMs is { } upMs && nowMs - upMs < FailedWithinMs;
            state.FailedTries = hasFailed ? state.FailedTries + 1 : 0;
            state.UpNotBeforeMs = nowMs + Math.Min(MostUpAfterMs, UpAfterMs << Math.Min(state.FailedTries, 8));
            (state.Index, state.WentUpAtMs) = (best, null);
        }
        else if (best < state.Index && nowMs >= state.UpNotBeforeMs)
        {
            (state.Index, state.WentUpAtMs, state.UpNotBeforeMs) = (best, nowMs, nowMs + UpAfterMs);
        }
    }

    // The largest that fits whole, or that is its own and may be made small enough; the smallest where none does.
    private int BestOf(RenditionWish wish)
    {
        var current = _states.GetValueOrDefault(wish.Id)?.Index ?? 0;
        for (var i = 0; i < renditions.Count; i++)
        {
            if (wish.VideoBps >= NeededBps(i, current, wish.Id))
            {
                return i;
            }
        }

        return renditions.Count - 1;
    }

    private double NeededBps(int index, int current, string id)
    {
        var wholeBps = _wholeKbps[index] * 1_000.0;
        return IsOwn(index, id) ? Math.Min(wholeBps, renditions[index].LeastKbps * 1_000 * (index < current ? UpShare : 1)) : wholeBps;
    }

    // What may be sent does not change with the links. Without this a destination that may have 2,400 of 3,000 kbps would lose a whole size.
    private static int WholeKbps(Rendition rendition, IReadOnlyList<RenditionWish> wishes)
    {
        var mostKbps = wishes.Select(wish => Math.Min(rendition.Kbps, wish.MostBps / 1_000)).Where(kbps => kbps >= rendition.LeastKbps).ToArray();
        var near = mostKbps.Where(kbps => kbps >= rendition.Kbps * LeastCappedShare).ToArray();
        return near.Length > 0 ? near.Min() : mostKbps.Length > 0 ? mostKbps.Max() : rendition.Kbps;
    }

    private static int RateOf(int wholeKbps, IReadOnlyList<RenditionWish> takers)
    {
        // Of several, nobody is sent less for the sake of another: but where none can take it whole, all are.
        var mostBps = takers.Count == 0 ? int.MaxValue : takers.Max(wish => wish.VideoBps);
        return Math.Max(BitrateLimits.LeastVideoBps / 1_000, Math.Min(wholeKbps, mostBps / 1_000));
    }

    private sealed class State
    {
        public int Index { get; set; }

        public long UpNotBeforeMs { get; set; }

        public long? WentUpAtMs { get; set; }

        public int FailedTries { get; set; }

        public long? BelowSinceMs { get; set; }
    }
}
