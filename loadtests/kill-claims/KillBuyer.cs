using CrossLive.FlashSales;
using CrossLive.LoadTests.Claims.Sockets;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.KillClaims;

/// <summary>One buyer: some claims under way at once; those that are not answered are repeated under their keys after the server came back.</summary>
internal sealed class KillBuyer(int buyer, ClaimBook book, PaymentBook payments, KillOptions options, Func<int> openBelow, Action<string> note)
{
    private const int UnderWay = 16;
    private const long RetryUs = 100_000;
    private readonly Lock _lock = new();
    private readonly HashSet<int> _open = [];
    private readonly List<(long DueUs, int Claim)> _retries = [];
    private readonly ClaimWire _wire = new HubClaimWire(Compare.Systems.SystemUnderTest.Room);
    private ClaimSocket? _socket;
    private int? _lastTaken;

    /// <summary>Connects to a server that has just started, and repeats what is open, and the last claim that was answered.</summary>
    public async Task ConnectAsync(Compare.Systems.CrossLiveSystem system, CancellationToken cancellationToken)
    {
        var socket = await ClaimSocket.ConnectAsync(system.Server, system.HubTarget(KillOptions.BuyerOf(buyer)), buyer, _wire, Take, (_, _) => { }, cancellationToken);
        lock (_lock)
        {
            _socket?.Dispose();
            _socket = socket;
            _retries.Clear();
            foreach (var claim in _open)
            {
                Send(claim);
            }

            if (_lastTaken is { } again)
            {
                Send(again);
            }
        }

        Continue();
    }

    /// <summary>Sends what is due again, and as much as there is place for.</summary>
    public void Continue()
    {
        lock (_lock)
        {
            if (_socket is not { IsLost: false })
            {
                return;
            }

            var nowUs = MonotonicClock.NowUs;
            foreach (var (_, claim) in _retries.Where(retry => retry.DueUs <= nowUs).ToArray())
            {
                Send(claim);
            }

            _retries.RemoveAll(retry => retry.DueUs <= nowUs);
            while (_open.Count < UnderWay && book.TakeNext(buyer, openBelow()) is { } claim)
            {
                _open.Add(claim);
                Send(claim);
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

    private void Send(int claim) =>
        _socket!.Send(_wire.Claim(claim, KillOptions.KeyOf(claim), KillOptions.NameOf(options.SaleOf(claim)), KillOptions.QuantityOf(claim)));

    private void Take(ClaimSocket socket, ClaimAnswer answer)
    {
        var claim = (int)answer.Id;
        lock (_lock)
        {
            if (!_open.Contains(claim))
            {
                // The repeat of one that was answered before the kill.
                if (answer.IsOk)
                {
                    book.Note(claim, answer);
                }

                return;
            }

            if (!answer.IsOk && answer.Code != Rejection.SaleLimit)
            {
                // The sale opens, moves or is busy, or its turn has not come: the same claim again, a little later.
                if (answer.Code is not (Rejection.SaleUnknown or Rejection.SaleEarly or Rejection.SaleBusy or Rejection.SaleWaiting or Rejection.RoomUnavailable or Rejection.RoomBusy))
                {
                    note($"claim {claim} was refused: {answer.Code}");
                }

                _retries.Add((MonotonicClock.NowUs + RetryUs, claim));
                return;
            }

            _open.Remove(claim);
            book.Note(claim, answer);
            if (answer.IsOk)
            {
                _lastTaken = claim;
                if (answer.Status == (int)ClaimStatus.Reserved)
                {
                    payments.Expect(claim, answer.Number, MonotonicClock.NowUs);
                }
            }
        }

        Continue();
    }
}
