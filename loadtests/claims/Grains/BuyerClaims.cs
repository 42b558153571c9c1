using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.Claims.Grains;

/// <summary>The claims that come in at one gateway: buyers by turns, a piece each.</summary>
internal sealed class BuyerClaims
{
    // With a limit of 1,000 pieces a buyer, more than any sale has.
    private const int Buyers = 20_000;
    private readonly string[] _buyers;
    private readonly ulong _gateway;
    private ulong _made;

    /// <summary>Claims of a gateway's own buyers.</summary>
    public BuyerClaims(int gateway)
    {
        _gateway = (ulong)gateway;
        _buyers = [.. Enumerable.Range(0, Buyers).Select(buyer => string.Create(CultureInfo.InvariantCulture, $"web/viewer-{gateway}-{buyer}"))];
    }

    /// <summary>The next ones.</summary>
    public ClaimPieces[] Next(int count)
    {
        var arrivedUnixUs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        var claims = new ClaimPieces[count];
        for (var i = 0; i < count; i++)
        {
            var number = _made++;

            // The gateway's work is hashing the key; here it is scattered by a multiplication.
            claims[i] = new ClaimPieces(
                new CommandKey(unchecked((number + 1) * 0x9E37_79B9_7F4A_7C15), (_gateway << 56) | number), 1, _buyers[number % Buyers], PlatformId.Web, 1, HubClaimWire.Currency, arrivedUnixUs, 0);
        }

        return claims;
    }
}
