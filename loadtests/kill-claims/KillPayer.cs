using CrossLive.LoadTests.Claims.Sockets;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.KillClaims;

/// <summary>
/// An operator's connection that pays what is due: those payments that are not answered are repeated under their ids after the server came back, and so are the last one that
/// paid and the last one that was to be refunded.
/// </summary>
internal sealed class KillPayer(int payer, PaymentBook book, KillOptions options, Action<string> note)
{
    // Above it payments wait, and may be late by that.
    private const int UnderWay = 16;
    private const long RetryUs = 100_000;
    private readonly Lock _lock = new();
    private readonly HashSet<Payment> _open = [];
    private readonly List<(long DueUs, Payment Payment)> _retries = [];
    private readonly Dictionary<PaymentOutcome, Payment> _lastAnswered = [];
    private ClaimSocket? _socket;

    /// <summary>Connects to a server that has just started, and repeats what is open, and what was answered last.</summary>
    public async Task ConnectAsync(Compare.Systems.CrossLiveSystem system, CancellationToken cancellationToken)
    {
        var wire = new HubClaimWire(Compare.Systems.SystemUnderTest.Room);
        var socket = await ClaimSocket.ConnectAsync(system.Server, system.HubTarget($"payer-{payer}", "operator"), payer, wire, Take, (_, _) => { }, cancellationToken);
        lock (_lock)
        {
            _socket?.Dispose();
            _socket = socket;
            _retries.Clear();
            foreach (var payment in _open.Concat(_lastAnswered.Values))
            {
                Send(payment);
            }
        }

        Continue();
    }

    /// <summary>Sends what is due, for the first time or again, as far as there is place for it.</summary>
    public void Continue()
    {
        lock (_lock)
        {
            if (_socket is not { IsLost: false })
            {
                return;
            }

            var nowUs = MonotonicClock.NowUs;
            foreach (var (_, payment) in _retries.Where(retry => retry.DueUs <= nowUs).ToArray())
            {
                Send(payment);
            }

            _retries.RemoveAll(retry => retry.DueUs <= nowUs);
            while (_open.Count < UnderWay && book.TakeDue(nowUs) is { } payment)
            {
                _open.Add(payment);
                Send(payment);
            }
        }
    }

    /// <summary>Gone.</summary>
    public void Disconnect()
    {
        lock (_lock)
        {
            _socket?.Dispose();
            _socket = null;
        }
    }

    private void Send(Payment payment) => _socket!.Send(HubClaimWire.Call(
        payment.Index,
        HubMethods.ClaimPay,
        new ClaimPayCall(payment.Id, KillOptions.NameOf(options.SaleOf(payment.Claim)), payment.Number, payment.Id, payment.MinorUnits, HubClaimWire.Currency)));

    private void Take(ClaimSocket socket, ClaimAnswer answer)
    {
        var payment = book[answer.Id];
        lock (_lock)
        {
            if (answer.Code is Rejection.SaleBusy or Rejection.RoomUnavailable or Rejection.RoomBusy)
            {
                if (_open.Contains(payment))
                {
                    _retries.Add((MonotonicClock.NowUs + RetryUs, payment));
                }

                return;
            }

            var outcome = answer switch
            {
                { IsOk: true, Status: (int)FlashSales.ClaimStatus.Paid } when answer.Number == payment.Number => PaymentOutcome.Paid,
                { IsOk: false, Code: Rejection.PaymentRefund } => PaymentOutcome.Refund,
                _ => PaymentOutcome.Other,
            };
            if (outcome == PaymentOutcome.Other)
            {
                note($"{payment.Id} for claim {payment.Claim} was answered {answer}");
            }

            // The answer to the repeat of one that was answered before the kill is noted as well: it has to be the same.
            book.Note(payment, outcome);
            if (_open.Remove(payment))
            {
                _lastAnswered[outcome] = payment;
            }
        }

        Continue();
    }
}
