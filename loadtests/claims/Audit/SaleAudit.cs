using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.Rooms;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrossLive.LoadTests.Claims.Audit;

/// <summary>A sale's own log, read again from its beginning and checked at every step.</summary>
/// <param name="Claims">Claims in it.</param>
/// <param name="Granted">Pieces that are reserved or paid at its end.</param>
/// <param name="Expired">Reservations that ran out.</param>
/// <param name="StillReserved">When reservations that stand at its end run out.</param>
/// <param name="Problems">What may never be, the first of it.</param>
internal sealed record SaleAudit(long Claims, long Granted, long Expired, IReadOnlyList<long> StillReserved, IReadOnlyList<string> Problems)
{
    private const int MaxProblems = 10;

    /// <summary>Reads it. The server may run or not.</summary>
    /// <param name="dataDirectory">The server's.</param>
    /// <param name="room">The sale's room.</param>
    /// <param name="sale">The sale.</param>
    /// <param name="seen">Is shown each change after it was applied, with the state.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SaleAudit> ReadAsync(string dataDirectory, string room, string sale, Action<SaleState, SaleChange> seen, CancellationToken cancellationToken)
    {
        await using var database = SqliteDatabase.Open(dataDirectory, NullLoggerFactory.Instance);
        var log = new SqliteRoomLog(database, NullLogger<SqliteRoomLog>.Instance);
        var books = new Books();
        await foreach (var batch in log.ReadAsync(SaleId.LogOf(room, sale), 0, cancellationToken))
        {
            foreach (var change in batch.SelectMany(e => ((SaleRound)e.Body).Changes))
            {
                books.Take(change);
                seen(books.State, change);
            }
        }

        return books.Close();
    }

    private sealed class Books
    {
        private readonly List<string> _problems = [];
        private readonly HashSet<CommandKey> _granted = [];
        private readonly Dictionary<long, ClaimTaken> _open = [];
        private long _expired;

        public SaleState State { get; } = new();

        public void Take(SaleChange change)
        {
            if (change is ClaimEnded { HasExpired: true } ended && ++_expired > 0 && State.Find(ended.Claim) is { } claim && ended.AtUnixMs < claim.UntilUnixMs)
            {
                Note($"claim {ended.Claim} ran out at {ended.AtUnixMs}, before its time {claim.UntilUnixMs}");
            }

            State.Apply(change);
            if (change is ClaimTaken taken)
            {
                CheckTaken(taken);
            }

            var (free, reserved, paid) = (State.FreePieces, State.ReservedPieces, State.PaidPieces);
            if (State.Offer is { } offer && (free < 0 || reserved < 0 || paid < 0 || free + reserved + paid != offer.Stock))
            {
                Note(string.Create(CultureInfo.InvariantCulture, $"{free} free, {reserved} reserved and {paid} paid are not the stock of {offer.Stock}"));
            }
        }

        public SaleAudit Close()
        {
            // An own count beside the state's: what stands at the end, claim by claim.
            var standing = _open.Keys.Select(number => State.Find(number)!).Where(claim => claim.Status is ClaimStatus.Reserved or ClaimStatus.Paid).ToArray();
            var pieces = standing.Sum(claim => claim.Quantity);
            if (pieces != State.ReservedPieces + State.PaidPieces || pieces > (State.Offer?.Stock ?? 0))
            {
                Note(string.Create(CultureInfo.InvariantCulture, $"oversold or lost: claims hold {pieces} pieces of {State.Offer?.Stock}"));
            }

            foreach (var buyer in standing.GroupBy(claim => claim.Buyer, StringComparer.Ordinal))
            {
                if (buyer.Sum(claim => claim.Quantity) > State.Offer!.LimitPerBuyer)
                {
                    Note($"{buyer.Key} has more than the limit");
                }
            }

            return new SaleAudit(State.Claims, pieces, _expired, [.. standing.Where(claim => claim.Status == ClaimStatus.Reserved).Select(claim => claim.UntilUnixMs)], _problems);
        }

        private void CheckTaken(ClaimTaken taken)
        {
            if (State.Find(State.Claims) is not { } claim)
            {
                return;
            }

            _open.Add(claim.Number, taken);
            if (!_granted.Add(taken.Key))
            {
                Note($"claim {claim.Number}: its key has a claim already");
            }

            if (State.PiecesOf(taken.Buyer) > State.Offer!.LimitPerBuyer)
            {
                Note($"claim {claim.Number}: {taken.Buyer} is above the limit");
            }
        }

        private void Note(string problem)
        {
            if (_problems.Count < MaxProblems)
            {
                _problems.Add(problem);
            }
        }
    }
}
