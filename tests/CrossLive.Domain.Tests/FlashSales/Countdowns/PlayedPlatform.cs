using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.FlashSales.Fairness;

namespace CrossLive.Domain.Tests.FlashSales.Countdowns;

/// <summary>A sale's countdown on one platform, played on a clock of its own: what the planner decides is sent at its time, and the platform answers as the test says.</summary>
internal sealed class PlayedPlatform(long startUnixMs, long opensAtUnixMs)
{
    /// <summary>How often the planner is asked, in ms: within its lead, so that nothing is late by the play itself.</summary>
    public const long TickMs = 50;

    private readonly List<CountdownEntry> _prepared = [];

    public long NowUnixMs { get; private set; } = startUnixMs;

    public CountdownSale Sale { get; private set; } = new("s1", "Lantern", opensAtUnixMs, null, SalePhase.Scheduled, []);

    /// <summary>The platform's delay as it is known.</summary>
    public DeliveryEstimate Delay { get; set; } = new(1_000, 100, 10);

    /// <summary>What the platform answers.</summary>
    public Func<CountdownEntry, CountdownEntry> Answer { get; set; } = entry => entry with { Status = CountdownStatus.Sent };

    /// <summary>Everything that was sent, in order, with the time.</summary>
    public List<CountdownEntry> Sent { get; } = [];

    public IEnumerable<CountdownStep> SentSteps => Sent.Select(entry => entry.Step);

    public void Arm() => Change(Sale with { Phase = SalePhase.Armed });

    public void Move(long opensAt) => Change(Sale with { OpensAtUnixMs = opensAt });

    public void Cancel() => Change(Sale with { Phase = SalePhase.Cancelled });

    public void Close() => Change(Sale with { Phase = SalePhase.Closed });

    /// <summary>The server is away: time goes by and nothing happens.</summary>
    public void Sleep(long ms) => NowUnixMs += ms;

    public void RunUntil(long unixMs)
    {
        for (; NowUnixMs <= unixMs; NowUnixMs += TickMs)
        {
            Step();
        }
    }

    private void Change(CountdownSale sale)
    {
        Sale = sale;
        foreach (var entry in _prepared.ToArray())
        {
            if (CountdownPlanner.WhyNot(Sale, entry, Delay, Math.Max(NowUnixMs, CountdownPlanner.DueAt(entry, Delay))) is { } reason)
            {
                _prepared.Remove(entry);
                Sale = Sale.With(entry with { Status = CountdownStatus.Skipped, Detail = reason });
            }
        }
    }

    private void Step()
    {
        if (Sale.Phase == SalePhase.Armed && Sale.OpensAtUnixMs <= NowUnixMs)
        {
            Change(Sale with { Phase = SalePhase.Open });
        }

        while (CountdownPlanner.Next(Sale, Delay, NowUnixMs).Entry is { } entry)
        {
            Sale = Sale.With(entry);
            if (entry.Status == CountdownStatus.Prepared)
            {
                _prepared.Add(entry);
            }
        }

        foreach (var entry in _prepared.Where(entry => entry.IsCorrection || CountdownPlanner.DueAt(entry, Delay) <= NowUnixMs).ToArray())
        {
            _prepared.Remove(entry);

            // As whoever sends does: the delay may have grown since it was written down, or the server was away.
            if (CountdownPlanner.WhyNot(Sale, entry, Delay, NowUnixMs) is { } reason)
            {
                Sale = Sale.With(entry with { Status = CountdownStatus.Skipped, Detail = reason });
                continue;
            }

            var sent = entry with { SentAtUnixMs = NowUnixMs, Attempts = entry.Attempts + 1, DelayMs = Delay.DelayMs };
            Sent.Add(sent);
            Sale = Sale.With(Answer(sent));
        }
    }
}
