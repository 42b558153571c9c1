using CrossLive.Chat;
using CrossLive.Gifts;
using CrossLive.Orders;
using CrossLive.RedPackets;

namespace CrossLive.Rooms;

/// <summary>
/// Everything that a room's decisions depend on, built from its events alone: replaying the log gives the same state, and the same <see cref="Hash"/>.
/// </summary>
public sealed class RoomState
{
    private readonly IdempotencyWindow _paidKeys = new(RoomLimits.PaidKeys);
    private readonly IdempotencyWindow _ordinaryKeys = new(RoomLimits.OrdinaryKeys);
    private readonly IdempotencyWindow _mergedKeys = new(RoomLimits.MergedKeys);
    private readonly List<Position> _epochStarts = [];

    /// <summary>What viewers see.</summary>
    public RoomView View { get; private init; } = new();

    /// <summary>Who is muted.</summary>
    public Mutes Mutes { get; } = new();

    /// <summary>Slow mode.</summary>
    public SlowMode SlowMode { get; } = new();

    /// <summary>Running gift combos.</summary>
    public GiftCombos Combos { get; } = new();

    /// <summary>What each giver has given, by currency.</summary>
    public GiverTotals Givers { get; } = new();

    /// <summary>Orders of the shops that sell here.</summary>
    public OrderBook Orders { get; } = new();

    /// <summary>What open red packets hide.</summary>
    public RedPacketLedger RedPackets { get; } = new();

    /// <summary>When something happens without anybody's doing, milliseconds since 1970; null where nothing is to come.</summary>
    public long? NextDueUnixMs => View.RedPackets.NextEndUnixMs;

    /// <summary>Words that no message may hold.</summary>
    public WordList Words { get; private set; } = WordList.Empty;

    /// <summary>The last event applied.</summary>
    public Position Head => View.Head;

    /// <summary>The epochs that wrote events and the sequence each began with, oldest first.</summary>
    public IReadOnlyList<Position> EpochStarts => _epochStarts;

    /// <summary>Finds a key among those that had an effect, or null.</summary>
    public KeptKey? FindKey(CommandKey key) => _paidKeys.Find(key) ?? _ordinaryKeys.Find(key) ?? _mergedKeys.Find(key);

    /// <summary>The epoch that wrote an event, or null where that is too long ago to know or not written yet.</summary>
    public long? EpochOf(long sequence)
    {
        if (sequence > Head.Sequence)
        {
            return null;
        }

        for (var i = _epochStarts.Count - 1; i >= 0; i--)
        {
            if (_epochStarts[i].Sequence <= sequence)
            {
                return _epochStarts[i].Epoch;
            }
        }

        return null;
    }

    /// <summary>Applies the next event: the only way that the state changes, when live and in a replay.</summary>
    /// <exception cref="InvalidOperationException">The event is not the one after <see cref="Head"/>.</exception>
    public void Apply(RoomEvent e)
    {
        View.Apply(e);
        NoteEpoch(e.Position);
        switch (e.Body)
        {
            case ChatPosted:
                SlowMode.NoteSpoke(e.Actor, e.AtUnixMs);
                break;
            case GiftSent gift:
                Combos.Note(e.Actor, gift, e.AtUnixMs);
                Givers.Note(e.Actor, gift.Value, e.Sequence);
                break;
            case UserMuted muted:
                Mutes.Mute(HandleOf(muted.Platform, muted.UserId), muted.UntilUnixMs, e.AtUnixMs);
                break;
            case UserUnmuted unmuted:
                Mutes.Unmute(HandleOf(unmuted.Platform, unmuted.UserId));
                break;
            case SlowModeSet slow:
                SlowMode.Set(slow.IntervalMs);
                break;
            case WordListSet words:
                Words = new WordList(words.Words);
                break;
            case OrderRecorded order:
                Orders.Note(e.Actor.Platform, order);
                break;
            case RedPacketOpened or RedPacketGrabbed or RedPacketEnded:
                RedPackets.Apply(e);
                break;
        }

        var window = e.Body switch { GiftSent or RedPacketGrabbed or OrderRecorded => _paidKeys, CountersMerged => _mergedKeys, _ => _ordinaryKeys };
        foreach (var key in e.Keys)
        {
            window.Keep(new KeptKey(key.Key, key.Fingerprint, e.Position));
        }
    }

    /// <summary>The state as an immutable record.</summary>
    public RoomStateSnapshot ToSnapshot() => new(
        View.ToSnapshot(), [.. _epochStarts], Mutes.All, SlowMode.LastSpoke, Combos.All, Words.Words, _paidKeys.Kept, _ordinaryKeys.Kept, _mergedKeys.Kept,
        Givers.All, RedPackets.All, Orders.All, Orders.Totals);

    /// <summary>A state as a snapshot held it.</summary>
    public static RoomState From(RoomStateSnapshot snapshot)
    {
        var state = new RoomState { View = RoomView.From(snapshot.View), Words = new WordList(snapshot.Words) };
        state._epochStarts.AddRange(snapshot.EpochStarts);
        state.Mutes.Restore(snapshot.Mutes);
        state.SlowMode.Restore(snapshot.View.SlowModeMs, snapshot.LastSpoke);
        state.Combos.Restore(snapshot.Combos);
        state.Givers.Restore(snapshot.Givers);
        state.RedPackets.Restore(snapshot.RedPackets);
        state.Orders.Restore(snapshot.Orders, snapshot.OrderTotals);
        Restore(state._paidKeys, snapshot.PaidKeys);
        Restore(state._ordinaryKeys, snapshot.OrdinaryKeys);
        Restore(state._mergedKeys, snapshot.MergedKeys);
        return state;
    }

    /// <summary>Hexadecimal SHA-256 of the whole state. Equal states have equal hashes in every process.</summary>
    public string Hash() => RoomStateHash.Of(ToSnapshot());

    private static string HandleOf(string platform, string userId) => platform + "/" + userId;

    private static void Restore(IdempotencyWindow window, IEnumerable<KeptKey> keys)
    {
        foreach (var key in keys)
        {
            window.Keep(key);
        }
    }

    private void NoteEpoch(Position position)
    {
        if (_epochStarts.Count > 0 && _epochStarts[^1].Epoch == position.Epoch)
        {
            return;
        }

        _epochStarts.Add(position);
        if (_epochStarts.Count > RoomLimits.MaxEpochs)
        {
            _epochStarts.RemoveAt(0);
        }
    }
}
