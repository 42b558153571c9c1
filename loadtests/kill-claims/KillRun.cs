using System.Collections.Concurrent;
using System.Diagnostics;
using CrossLive.FlashSales;
using CrossLive.LoadTests.Claims.Audit;
using CrossLive.LoadTests.Claims.Sockets;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.KillClaims;

/// <summary>Starts, sells, kills, starts again; in the end reads every sale's log and compares it with every answer.</summary>
internal sealed class KillRun : IAsyncDisposable
{
    private const string Name = "kill-claims";
    private const long MostLateMs = 1_000;
    private const int MaxProblems = 10;

    // One kill in so many hits a server that starts.
    private const int KillsPerStartKill = 10;
    private const int MaxStartMs = 1_500;
    private const int MaxDelayMs = 60;
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan OpensIn = TimeSpan.FromMilliseconds(1_000);

    private readonly KillOptions _options;
    private readonly Action<string> _print;
    private readonly Random _random;
    private readonly ClaimBook _book;
    private readonly PaymentBook _payments;
    private readonly KillBuyer[] _buyers;
    private readonly KillPayer[] _payers;
    private readonly Downtimes _downtimes = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly HashSet<int> _planned = [];
    private readonly HashSet<int> _closed = [];
    private readonly CrossLiveSystem _system = new(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // A process that lives for seconds is not worth optimising.
            ["DOTNET_TieredPGO"] = "0",
        },
        PublishWay.Hub);

    private int _openBelow;

    private KillRun(KillOptions options, Action<string> print)
    {
        (_options, _print, _random, _book, _payments) = (options, print, new Random(options.Seed), new ClaimBook(options.Claims), new PaymentBook(options));
        _buyers = [.. Enumerable.Range(0, options.Buyers).Select(buyer => new KillBuyer(buyer, _book, _payments, options, () => Volatile.Read(ref _openBelow), Note))];
        _payers = [.. Enumerable.Range(0, KillOptions.Payers).Select(payer => new KillPayer(payer, _payments, options, Note))];
    }

    /// <summary>Runs it.</summary>
    public static async Task<KillReport> RunAsync(KillOptions options, Action<string> print, CancellationToken cancellationToken)
    {
        await using var run = new KillRun(options, print);
        return await run.RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _system.DisposeAsync();

    private async Task<KillReport> RunAsync(CancellationToken cancellationToken)
    {
        _print($"seed {_options.Seed}: {_options.Kills} kills, {_options.Claims:N0} claims, {_options.Groups * KillOptions.SalesAtOnce} sales of {_options.Stock:N0} pieces, {_options.LimitPerBuyer} for each of {_options.Buyers} buyers");
        var watch = Stopwatch.StartNew();
        int[] moments = [.. Enumerable.Range(0, _options.Kills).Select(_ => _random.Next(_options.Claims)).Order()];
        for (var kill = 0; kill < moments.Length; kill++)
        {
            await LiveAsync(moments[kill], isKilledAtStart: kill > 0 && _random.Next(KillsPerStartKill) == 0, cancellationToken);
            _downtimes.Begin();
            _system.Process.Kill();
            await StopAsync();
            if ((kill + 1) % KillsPerStartKill == 0 || moments.Length <= 2 * KillsPerStartKill)
            {
                _print($"  {kill + 1} kills, {_book.Answered:N0} claims answered, {watch.Elapsed.TotalSeconds:F0} s");
            }
        }

        await LiveAsync(_options.Claims, isKilledAtStart: false, cancellationToken);

        // What is reserved runs out or is paid, and nobody waits for it any more.
        await PayRestAsync(TimeSpan.FromMilliseconds(KillOptions.PayWithinMs + MostLateMs + 500), cancellationToken);
        var auditedAtUnixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        _system.Process.Kill();
        await StopAsync();
        return await AuditAsync(watch.Elapsed, auditedAtUnixMs, cancellationToken);
    }

    private async Task LiveAsync(int untilAnswered, bool isKilledAtStart, CancellationToken cancellationToken)
    {
        var start = _system.StartAsync(cancellationToken);
        if (isKilledAtStart)
        {
            await Task.WhenAny(start, Task.Delay(_random.Next(MaxStartMs), cancellationToken));
            _ = start.ContinueWith(failed => failed.Exception, TaskScheduler.Default);
            if (start.IsCompletedSuccessfully)
            {
                _downtimes.End();
            }

            return;
        }

        await start;
        _downtimes.End();
        await using var counter = await SaleCounter.ConnectAsync(
            _system.Server, _system.HubTarget("operator", "operator"), new HubClaimWire(SystemUnderTest.Room), cancellationToken);
        await SellAsync(counter, cancellationToken);
        await Task.WhenAll([.. _buyers.Select(buyer => buyer.ConnectAsync(_system, cancellationToken)), .. _payers.Select(payer => payer.ConnectAsync(_system, cancellationToken))]);
        for (var watch = Stopwatch.StartNew(); _book.Answered < untilAnswered; await Task.Delay(Tick, cancellationToken))
        {
            if (watch.Elapsed > StepPatience || _system.Process.HasExited)
            {
                throw new SetupException($"{_book.Answered} of {untilAnswered} claims were answered; problems: {string.Join("; ", _problems)}; the server:\n{_system.Process.Log}");
            }

            await SellAsync(counter, cancellationToken);
            foreach (var buyer in _buyers)
            {
                buyer.Continue();
            }

            ContinuePaying();
        }

        if (untilAnswered < _options.Claims)
        {
            await Task.Delay(_random.Next(MaxDelayMs), cancellationToken);
            return;
        }

        for (var sale = 0; sale < _options.Groups * KillOptions.SalesAtOnce; sale++)
        {
            await CloseAsync(counter, sale, cancellationToken);
        }
    }

    // At least so long, and until all payments have their answer. Those that get none in all patience fail their bar.
    private async Task PayRestAsync(TimeSpan least, CancellationToken cancellationToken)
    {
        for (var watch = Stopwatch.StartNew();
            watch.Elapsed < least || (_payments.Unanswered > 0 && watch.Elapsed < StepPatience && !_system.Process.HasExited);
            await Task.Delay(Tick, cancellationToken))
        {
            ContinuePaying();
        }
    }

    private void ContinuePaying()
    {
        foreach (var payer in _payers)
        {
            payer.Continue();
        }
    }

    // Sales follow one another: the next ones are planned when the ones before are full, and those are closed when all their claims are answered.
    private async Task SellAsync(SaleCounter counter, CancellationToken cancellationToken)
    {
        var group = Math.Min(_options.Groups - 1, _options.GroupOf(Math.Min(_book.Next, _options.Claims - 1)));
        for (var sale = group * KillOptions.SalesAtOnce; sale < (group + 1) * KillOptions.SalesAtOnce; sale++)
        {
            if (!_planned.Contains(sale))
            {
                await counter.PlanAgainAsync(KillOptions.NameOf(sale), _options.Stock, OpensIn, _options.LimitPerBuyer, KillOptions.PayWithinMs, cancellationToken);
                _planned.Add(sale);
            }
        }

        Volatile.Write(ref _openBelow, (group + 1) * _options.ClaimsPerGroup);
        for (var sale = 0; sale < (group - 1) * KillOptions.SalesAtOnce; sale++)
        {
            await CloseAsync(counter, sale, cancellationToken);
        }
    }

    private async Task CloseAsync(SaleCounter counter, int sale, CancellationToken cancellationToken)
    {
        if (!_closed.Contains(sale) && _planned.Contains(sale))
        {
            await counter.CloseAsync(KillOptions.NameOf(sale), cancellationToken);
            _closed.Add(sale);
            _payments.NoteClosed(sale, MonotonicClock.NowUs);
        }
    }

    private async Task StopAsync()
    {
        foreach (var buyer in _buyers)
        {
            buyer.Disconnect();
        }

        foreach (var payer in _payers)
        {
            payer.Disconnect();
        }

        await _system.Process.DisposeAsync();
    }

    private async Task<KillReport> AuditAsync(TimeSpan elapsed, long auditedAtUnixMs, CancellationToken cancellationToken)
    {
        string[] handles = [.. Enumerable.Range(0, _options.Buyers).Select(buyer => new Person(PlatformId.Web, KillOptions.BuyerOf(buyer), "buyer").Handle)];
        var claimsOf = Enumerable.Range(0, _options.Claims).ToLookup(_options.SaleOf);
        var payments = new PaymentAudit(_payments, _options, Note);
        long inLogs = 0, expired = 0, latestMs = 0, lost = 0, unanswered = 0, wrong = 0, inOrder = 0;
        for (var sale = 0; sale < _options.Groups * KillOptions.SalesAtOnce; sale++)
        {
            var taken = new Dictionary<CommandKey, (long Number, ClaimStatus Status)>();
            var audit = await SaleAudit.ReadAsync(
                _system.DataDirectory,
                SystemUnderTest.Room,
                KillOptions.NameOf(sale),
                (state, change) =>
                {
                    payments.See(state, change);
                    if (change is ClaimTaken claim)
                    {
                        taken[claim.Key] = (state.Claims, state.Find(state.Claims)?.Status ?? ClaimStatus.SoldOut);
                    }
                    else if (change is ClaimEnded { HasExpired: true } ended)
                    {
                        latestMs = Math.Max(latestMs, _downtimes.LateMs(state.Find(ended.Claim)!.UntilUnixMs, ended.AtUnixMs));
                    }
                },
                cancellationToken);
            payments.Close(sale);
            (inLogs, expired) = (inLogs + audit.Claims, expired + audit.Expired);
            foreach (var until in audit.StillReserved)
            {
                latestMs = Math.Max(latestMs, _downtimes.LateMs(until, auditedAtUnixMs));
            }

            foreach (var problem in audit.Problems)
            {
                inOrder++;
                Note($"{KillOptions.NameOf(sale)}: {problem}");
            }

            foreach (var claim in claimsOf[sale])
            {
                var key = CommandKey.For(handles[_book.BuyerOf(claim)], KillOptions.KeyOf(claim));
                if (!_book.TryGet(claim, out var number, out var status))
                {
                    unanswered += _book.IsRefused(claim) ? 0 : 1;
                    wrong += _book.IsRefused(claim) && taken.ContainsKey(key) ? 1 : 0;
                }
                else if (!taken.TryGetValue(key, out var entry) || entry.Number != number)
                {
                    lost++;
                    Note($"claim {claim} was answered with number {number}; the log has {entry.Number}");
                }
                else if (status is { } answered && answered != (int)entry.Status)
                {
                    wrong++;
                    Note($"claim {claim} was answered with status {answered}; by the log it was {entry.Status}");
                }
            }
        }

        var paid = payments.Figures;
        Bar[] bars =
        [
            Bar.Exactly(Name, "oversold, two claims of one key, a buyer above the limit, or a stock that does not add up", inOrder, 0),
            Bar.Exactly(Name, "acknowledged claims lost", lost, 0),
            Bar.Exactly(Name, "double grants: a repeat that was another claim", _book.Contradictions, 0),
            Bar.Exactly(Name, "answers that the log contradicts", wrong, 0),
            Bar.Exactly(Name, "claims without an answer", unanswered, 0),
            Bar.AtMost(Name, "latest return of a reservation that ran out", latestMs, MostLateMs, " ms"),
            new Bar(Name, "reservations ran out at all", $"{expired}", expired > 0),
            Bar.Exactly(Name, "acknowledged payments lost", paid.Lost, 0),
            Bar.Exactly(Name, "payments counted twice, or claims paid twice", paid.CountedTwice, 0),
            Bar.Exactly(Name, "payments answered otherwise than the log says, or a repeat otherwise than before", paid.Otherwise, 0),
            Bar.Exactly(Name, "payments without an answer", paid.Unanswered, 0),
            new Bar(Name, "money taken = money paid + refunds due", FormattableString.Invariant($"{paid.Taken} = {paid.Paid} + {paid.RefundsDue}"), paid.Taken == paid.Paid + paid.RefundsDue),
            new Bar(
                Name,
                "payments were made and were late at all",
                $"{paid.InTime} in time, {paid.LatePaid} late and still paid, {paid.LateRefunds} late and to be refunded, {paid.OtherRefunds} second ones to be refunded",
                paid.InTime > 0 && paid.LatePaid > 0 && paid.LateRefunds > 0 && paid.OtherRefunds > 0),
        ];
        return new KillReport(_options.Seed, _options.Kills, elapsed.TotalSeconds, _book.Answered, inLogs, expired, latestMs, paid, bars, [.. _problems]);
    }

    private void Note(string problem)
    {
        if (_problems.Count < MaxProblems)
        {
            _problems.Enqueue(problem);
        }
    }
}
