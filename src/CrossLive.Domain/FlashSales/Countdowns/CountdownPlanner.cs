using CrossLive.FlashSales.Fairness;

namespace CrossLive.FlashSales.Countdowns;

/// <summary>
/// What is to be said about a sale on one platform, and when. Pure: the sale with what was said of it, the platform's delay and the time come in, one decision
/// comes out; it is asked again with the answer written down until it only waits.
/// <para>
/// At T − 60, 30 and 10 s a countdown is to be read there, and at T the link; each is sent D before that. D is read when the message is due, not when the sale is
/// armed. Each is said once for one T, and not after its moment. Where something was said and the sale moves or is cancelled, that is said, too, at once.
/// </para>
/// </summary>
public static class CountdownPlanner
{
    private static readonly (CountdownStep Step, long BeforeMs)[] Steps =
        [(CountdownStep.Minute, 60_000), (CountdownStep.HalfMinute, 30_000), (CountdownStep.TenSeconds, 10_000), (CountdownStep.Link, 0)];

    /// <summary>The next thing to do.</summary>
    /// <param name="sale">The sale and what was said of it.</param>
    /// <param name="delay">The platform's delay now.</param>
    /// <param name="nowUnixMs">Now.</param>
    /// <param name="freeAtUnixMs">When the platform's rate lets the next message go.</param>
    public static CountdownDecision Next(CountdownSale sale, DeliveryEstimate delay, long nowUnixMs, long freeAtUnixMs = 0)
    {
        var wakeAt = long.MaxValue;
        var freeAt = Math.Max(nowUnixMs, freeAtUnixMs);
        foreach (var waiting in sale.Entries.Where(entry => entry.Status == CountdownStatus.Waiting))
        {
            // One that waits is sent as soon as it may: not before the platform is ready, and not before its time.
            var retryAt = Math.Max(DueAt(waiting, delay), freeAt);
            if (WhyNot(sale, waiting, delay, retryAt) is { } reason)
            {
                return new CountdownDecision(waiting with { Status = CountdownStatus.Skipped, Detail = reason + (waiting.Detail is null ? "" : $" ({waiting.Detail})") }, null);
            }

            if (nowUnixMs >= retryAt - CountdownLimits.LeadMs)
            {
                var showAt = waiting.Step == CountdownStep.Moved ? retryAt + delay.DelayMs : waiting.ShowAtUnixMs;
                return new CountdownDecision(waiting with { Status = CountdownStatus.Prepared, ShowAtUnixMs = showAt, DelayMs = delay.DelayMs, DelayErrorMs = delay.ErrorMs }, null);
            }

            wakeAt = Math.Min(wakeAt, retryAt - CountdownLimits.LeadMs);
        }

        if (Correction(sale, delay, nowUnixMs) is { } correction)
        {
            if (freeAt <= nowUnixMs)
            {
                return new CountdownDecision(correction, null);
            }

            wakeAt = Math.Min(wakeAt, freeAt);
        }

        if (sale.Phase is SalePhase.Armed or SalePhase.Open)
        {
            foreach (var (step, beforeMs) in Steps.Where(step => !sale.Entries.Any(entry => entry.Step == step.Step && entry.OpensAtUnixMs == sale.OpensAtUnixMs)))
            {
                var entry = new CountdownEntry(
                    sale.NextNumber, step, sale.OpensAtUnixMs, sale.OpensAtUnixMs - beforeMs, "", CountdownStatus.Prepared, delay.DelayMs, delay.ErrorMs);
                var dueAt = Math.Max(DueAt(entry, delay), freeAt);
                if (WhyNot(sale, entry, delay, dueAt) is { } reason)
                {
                    return new CountdownDecision(entry with { Status = CountdownStatus.Skipped, Detail = reason }, null);
                }

                if (nowUnixMs >= dueAt - CountdownLimits.LeadMs)
                {
                    return new CountdownDecision(entry, null);
                }

                wakeAt = Math.Min(wakeAt, dueAt - CountdownLimits.LeadMs);
            }
        }

        return new CountdownDecision(null, wakeAt == long.MaxValue ? null : wakeAt);
    }

    /// <summary>When to send it so that it is read at its moment, but not before the platform takes it; it may be over already.</summary>
    public static long DueAt(CountdownEntry entry, DeliveryEstimate delay) => Math.Max(entry.ShowAtUnixMs - delay.DelayMs, entry.RetryAtUnixMs ?? 0);

    /// <summary>Why it is not to be sent at this time (any more); null where it is.</summary>
    public static string? WhyNot(CountdownSale sale, CountdownEntry entry, DeliveryEstimate delay, long sendAtUnixMs)
    {
        if (entry.Attempts >= CountdownLimits.MaxAttempts)
        {
            return "attempts";
        }

        if (entry.Step == CountdownStep.Cancelled)
        {
            return sendAtUnixMs > entry.ShowAtUnixMs + CountdownLimits.MaxLinkLateMs ? "late" : null;
        }

        if (sale.IsOver)
        {
            return sale.Phase == SalePhase.Cancelled ? "cancelled" : "closed";
        }

        var readAt = sendAtUnixMs + delay.DelayMs;
        return entry.OpensAtUnixMs != sale.OpensAtUnixMs ? "moved"
            : sale.ClosesAtUnixMs <= readAt ? "closed"
            : readAt > LastMoment(entry) ? "late"
            : null;
    }

    // A correction is of use until the opening; then the link says it.
    private static long LastMoment(CountdownEntry entry) => entry.Step switch
    {
        CountdownStep.Link => entry.ShowAtUnixMs + CountdownLimits.MaxLinkLateMs,
        CountdownStep.Moved => entry.OpensAtUnixMs,
        _ => entry.ShowAtUnixMs + CountdownLimits.MaxLateMs,
    };

    private static CountdownEntry? Correction(CountdownSale sale, DeliveryEstimate delay, long nowUnixMs)
    {
        // What viewers believe is what they read last.
        if (sale.Entries.LastOrDefault(entry => entry.MayBeRead) is not { Step: not CountdownStep.Cancelled } last)
        {
            return null;
        }

        var entry = new CountdownEntry(
            sale.NextNumber, CountdownStep.Moved, sale.OpensAtUnixMs, nowUnixMs + delay.DelayMs, "", CountdownStatus.Prepared, delay.DelayMs, delay.ErrorMs);
        switch (sale.Phase)
        {
            case SalePhase.Cancelled:
                entry = entry with { Step = CountdownStep.Cancelled };
                break;
            case SalePhase.Armed when last.OpensAtUnixMs != sale.OpensAtUnixMs && WhyNot(sale, entry, delay, nowUnixMs) is null:
                break;
            default:
                return null;
        }

        // Tried once for what was said: what the platform refuses is not tried for ever.
        return sale.Entries.Any(known => known.Number > last.Number && known.Step == entry.Step && known.OpensAtUnixMs == entry.OpensAtUnixMs) ? null : entry;
    }
}

/// <summary>What is to be done about a sale on a platform.</summary>
/// <param name="Entry">To be written down now, and to be sent at <see cref="CountdownPlanner.DueAt"/> where it is <see cref="CountdownStatus.Prepared"/>; null where there is nothing yet.</param>
/// <param name="WakeAtUnixMs">When to ask again; null: not before something changes.</param>
public readonly record struct CountdownDecision(CountdownEntry? Entry, long? WakeAtUnixMs);
