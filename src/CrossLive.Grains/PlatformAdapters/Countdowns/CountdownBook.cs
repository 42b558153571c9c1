using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.FlashSales.Fairness;
using CrossLive.Platforms.Sending;
using CrossLive.Rooms;

namespace CrossLive.Platforms.Countdowns;

/// <summary>
/// What was said and is to be said on one platform, over its stored state: follows sales, plans, takes down what became of a message, knows ours when it comes
/// back. No I/O: times come in. Not thread-safe: the grain's turns are one at a time.
/// </summary>
internal sealed class CountdownBook(string room, PlatformDeclaration platform, PlatformConnection connection, IPlatformSender sender, PlatformCountdownState state)
{
    private readonly DeliveryDelay _delay = new(state.Samples);
    private readonly HashSet<CommandKey> _returnKeys = [.. state.Sales.SelectMany(sale => sale.Entries).Select(entry => entry.ReturnKey).OfType<CommandKey>()];
    private readonly string? _senderId = sender.SenderIdOf(connection);
    private readonly string _language = SendingSettings.LanguageOf(connection);
    private readonly PlatformRateLimit _limit = platform.Takes.RateLimit ?? PlatformOutbound.AssumedRateLimit;
    private readonly int _maxTextLength = platform.Takes.MaxTextLength ?? PlatformOutbound.AssumedTextLength;

    /// <summary>How often it has changed: what has changed is to be stored.</summary>
    public long Version { get; private set; }

    /// <summary>The platform's delay.</summary>
    public DeliveryEstimate DelayAt(long nowUnixMs) => _delay.At(nowUnixMs) ?? platform.Takes.AssumedDelay;

    /// <summary>Something beside it is to be stored with it.</summary>
    public void Touch() => Version++;

    /// <summary>What was on its way when the process before ended: said again where the receiver knows a repeat, else not.</summary>
    public void Recover()
    {
        foreach (var (sale, entry) in Entries(CountdownStatus.Prepared))
        {
            Put(sale.SaleId, sender.IsRepeatable
                ? entry with { Status = CountdownStatus.Waiting }
                : entry with { Status = CountdownStatus.Unsure, Detail = "The server stopped while it was on its way." });
        }
    }

    /// <summary>The newest of a sale: it is planned, has moved, opened or ended. False where that is nothing new here.</summary>
    public bool Follow(SaleView view, long nowUnixMs)
    {
        var index = IndexOf(view.Offer.SaleId);
        if (index < 0)
        {
            return view.Phase is SalePhase.Armed or SalePhase.Open && view.Offer.OpensAtUnixMs > nowUnixMs - CountdownLimits.MaxLinkLateMs && Add(CountdownSale.Of(view));
        }

        var known = state.Sales[index];
        var followed = known.Follow(view);
        if (followed == known)
        {
            return false;
        }

        state.Sales[index] = followed;
        Version++;
        Revoke(followed, nowUnixMs);
        return true;
    }

    /// <summary>Writes down everything that is due or was missed.</summary>
    /// <returns>When to plan again; null: not before something changes.</returns>
    public long? Plan(long nowUnixMs)
    {
        long? wakeAt = null;
        for (var i = 0; i < state.Sales.Count; i++)
        {
            while (true)
            {
                var delay = DelayAt(nowUnixMs);
                var decision = CountdownPlanner.Next(state.Sales[i], delay, nowUnixMs, FreeAt(nowUnixMs));
                if (decision.Entry is not { } entry)
                {
                    wakeAt = decision.WakeAtUnixMs is { } wake ? Math.Min(wake, wakeAt ?? long.MaxValue) : wakeAt;
                    break;
                }

                Put(state.Sales[i].SaleId, entry.Status == CountdownStatus.Prepared ? Write(state.Sales[i], entry) : entry);
            }
        }

        return wakeAt;
    }

    /// <summary>What is written down and not sent yet.</summary>
    public IReadOnlyList<(CountdownSale Sale, CountdownEntry Entry)> Prepared => Entries(CountdownStatus.Prepared);

    /// <summary>An entry as it is now; null where it has gone.</summary>
    public CountdownEntry? Find(string saleId, int number) => IndexOf(saleId) is >= 0 and var index ? state.Sales[index].Entries.FirstOrDefault(entry => entry.Number == number) : null;

    /// <summary>When a prepared entry is to be sent, by the delay as it is known now; null where it is not to be sent any more, which is then written down.</summary>
    public long? DueAt(string saleId, int number, long nowUnixMs)
    {
        if (Find(saleId, number) is not { Status: CountdownStatus.Prepared } entry)
        {
            return null;
        }

        var delay = DelayAt(nowUnixMs);
        var dueAt = Math.Max(nowUnixMs, entry.IsCorrection ? entry.RetryAtUnixMs ?? 0 : CountdownPlanner.DueAt(entry, delay));
        if (CountdownPlanner.WhyNot(state.Sales[IndexOf(saleId)], entry, delay, dueAt) is not { } reason)
        {
            return dueAt;
        }

        Put(saleId, entry with { Status = CountdownStatus.Skipped, Detail = reason });
        return null;
    }

    /// <summary>It is sent now. What to send.</summary>
    public OutboundMessage Send(string saleId, int number, long nowUnixMs)
    {
        var delay = DelayAt(nowUnixMs);
        var entry = Find(saleId, number)! with { SentAtUnixMs = nowUnixMs, DelayMs = delay.DelayMs, DelayErrorMs = delay.ErrorMs };
        entry = entry with { Attempts = entry.Attempts + 1 };
        Put(saleId, entry);
        return MessageOf(saleId, entry);
    }

    /// <summary>The platform has answered.</summary>
    public void Note(string saleId, int number, SendResult result, long nowUnixMs)
    {
        if (Find(saleId, number) is not { } entry)
        {
            return;
        }

        var detail = result.Detail is { Length: > CountdownLimits.MaxDetailLength } text ? text[..CountdownLimits.MaxDetailLength] : result.Detail;
        entry = entry with { MessageId = result.MessageId ?? entry.MessageId, ReturnKey = result.ReturnKey ?? entry.ReturnKey };

        // It may have come back before the answer did.
        if (entry.Status != CountdownStatus.Seen)
        {
            entry = entry with { Status = StatusOf(result.Outcome, sender.IsRepeatable), Detail = detail, RetryAtUnixMs = null };
            entry = entry.Status == CountdownStatus.Waiting
                ? entry with { SentAtUnixMs = null, RetryAtUnixMs = nowUnixMs + (result.RetryAfterMs ?? CountdownDesk.RetryMs) }
                : entry;
        }

        Put(saleId, entry);
    }

    /// <summary>Nothing was sent after all: it is planned again by whoever comes next.</summary>
    public void Unprepare(string saleId, int number)
    {
        if (Find(saleId, number) is { Status: CountdownStatus.Prepared, SentAtUnixMs: null } entry)
        {
            Put(saleId, entry with { Status = CountdownStatus.Waiting });
        }
    }

    /// <summary>True where this is a message of ours that comes back.</summary>
    public bool IsOurs(RoomCommand command, long nowUnixMs) =>
        command.Body is PostChat chat
        && ((command.Key is { } key && _returnKeys.Contains(key)) || (_senderId is not null && command.Actor.Id == _senderId && FindByText(chat.Text, nowUnixMs) is not null));

    /// <summary>A message of ours was seen on the platform.</summary>
    /// <param name="command">What came.</param>
    /// <param name="returnMs">What lies between its being there and its coming back, as far as it is known.</param>
    /// <param name="nowUnixMs">Now.</param>
    public void NoteReturn(RoomCommand command, long returnMs, long nowUnixMs)
    {
        var found = state.Sales.SelectMany(sale => sale.Entries.Select(entry => (sale.SaleId, Entry: entry))).FirstOrDefault(known => known.Entry.ReturnKey == command.Key);
        if (found.Entry is null)
        {
            (found.SaleId, found.Entry) = FindByText(((PostChat)command.Body).Text, nowUnixMs) ?? default;
        }

        if (found.Entry is not { } entry || entry.Status == CountdownStatus.Seen)
        {
            return;
        }

        var seenAt = Math.Max(entry.SentAtUnixMs ?? 0, nowUnixMs - returnMs);
        if (entry.SentAtUnixMs is { } sent && _delay.Add(sent, nowUnixMs, returnMs))
        {
            state.Samples = [.. _delay.Samples];
        }

        Put(found.SaleId, entry with { Status = CountdownStatus.Seen, SeenAtUnixMs = seenAt, ReturnKey = command.Key ?? entry.ReturnKey, RetryAtUnixMs = null });
    }

    private static CountdownStatus StatusOf(SendOutcome outcome, bool isRepeatable) => outcome switch
    {
        SendOutcome.Sent => CountdownStatus.Sent,
        SendOutcome.Dropped => CountdownStatus.Dropped,
        SendOutcome.RateLimited or SendOutcome.Unavailable => CountdownStatus.Waiting,
        SendOutcome.Unsure when isRepeatable => CountdownStatus.Waiting,
        SendOutcome.Refused => CountdownStatus.Refused,
        _ => CountdownStatus.Unsure,
    };

    private bool Add(CountdownSale sale)
    {
        if (state.Sales.Count >= CountdownLimits.MaxSales)
        {
            var index = state.Sales.FindIndex(known => known.IsOver);
            index = index >= 0 ? index : state.Sales.FindIndex(known => known.OpensAtUnixMs == state.Sales.Max(other => other.OpensAtUnixMs));
            if (!state.Sales[index].IsOver && state.Sales[index].OpensAtUnixMs <= sale.OpensAtUnixMs)
            {
                return false;
            }

            _returnKeys.ExceptWith(state.Sales[index].Entries.Select(entry => entry.ReturnKey).OfType<CommandKey>());
            state.Sales.RemoveAt(index);
        }

        state.Sales.Add(sale);
        Version++;
        return true;
    }

    /// <summary>What is written down and not sent yet is not sent where the sale does not want it any more: before it could be corrected.</summary>
    private void Revoke(CountdownSale sale, long nowUnixMs)
    {
        foreach (var entry in sale.Entries.Where(entry => entry is { Status: CountdownStatus.Prepared, SentAtUnixMs: null }))
        {
            DueAt(sale.SaleId, entry.Number, nowUnixMs);
        }
    }

    private CountdownEntry Write(CountdownSale sale, CountdownEntry entry)
    {
        entry = entry with
        {
            SentAtUnixMs = null,
            Text = entry.Text.Length > 0 && entry.Step != CountdownStep.Moved ? entry.Text : CountdownText.Of(
                entry.Step, sale.Title, entry.OpensAtUnixMs - entry.ShowAtUnixMs, connection.Settings[SendingSettings.SaleLink], _language, _maxTextLength),
        };
        return entry with { ReturnKey = entry.ReturnKey ?? sender.ReturnKeyOf(MessageOf(sale.SaleId, entry)) };
    }

    private OutboundMessage MessageOf(string saleId, CountdownEntry entry) => new(
        $"{room}/{saleId}/{entry.Number}", room, platform.Name, char.ToLowerInvariant(entry.Step.ToString()[0]) + entry.Step.ToString()[1..], entry.Text, saleId, entry.OpensAtUnixMs, entry.ShowAtUnixMs);

    private (string SaleId, CountdownEntry Entry)? FindByText(string text, long nowUnixMs)
    {
        foreach (var sale in state.Sales)
        {
            foreach (var entry in sale.Entries)
            {
                // One whose id is known is known by it alone: the host may say the same by hand.
                if (entry.ReturnKey is null && entry.MayBeRead && nowUnixMs - (entry.SentAtUnixMs ?? entry.ShowAtUnixMs) <= CountdownLimits.RecogniseTextForMs
                    && string.Equals(entry.Text, text.Trim(), StringComparison.Ordinal))
                {
                    return (sale.SaleId, entry);
                }
            }
        }

        return null;
    }

    /// <summary>When the platform's rate lets the next message go.</summary>
    private long FreeAt(long nowUnixMs)
    {
        var recent = state.Sales.SelectMany(sale => sale.Entries)
            .Where(entry => entry.Status == CountdownStatus.Prepared || entry.SentAtUnixMs > nowUnixMs - _limit.WindowMs)
            .Select(entry => entry.SentAtUnixMs ?? nowUnixMs).Order().ToArray();
        return recent.Length < _limit.Count ? 0 : recent[^_limit.Count] + _limit.WindowMs;
    }

    private List<(CountdownSale Sale, CountdownEntry Entry)> Entries(CountdownStatus status) =>
        [.. state.Sales.SelectMany(sale => sale.Entries.Where(entry => entry.Status == status).Select(entry => (sale, entry)))];

    private int IndexOf(string saleId) => state.Sales.FindIndex(sale => string.Equals(sale.SaleId, saleId, StringComparison.Ordinal));

    private void Put(string saleId, CountdownEntry entry)
    {
        var index = IndexOf(saleId);
        if (index < 0 || Find(saleId, entry.Number) == entry)
        {
            return;
        }

        state.Sales[index] = state.Sales[index].With(entry);
        Version++;
        if (entry.ReturnKey is { } key)
        {
            _returnKeys.Add(key);
        }
    }
}
