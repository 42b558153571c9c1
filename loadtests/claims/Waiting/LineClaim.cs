using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.Claims.Waiting;

/// <summary>The claims of buyers who come again.</summary>
internal static class LineClaim
{
    /// <summary>A buyer's claim of one piece, under the key of so many reloads.</summary>
    public static ClaimPieces Of(int buyer, int reload) => new(
        new CommandKey(unchecked(((ulong)buyer + 1) * 0x9E37_79B9_7F4A_7C15), (ulong)reload), 1, string.Create(CultureInfo.InvariantCulture, $"web/viewer-{buyer}"), PlatformId.Web, 1,
        HubClaimWire.Currency, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000, 0);
}
