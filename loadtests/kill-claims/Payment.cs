using System.Globalization;
using CrossLive.LoadTests.Claims;

namespace CrossLive.LoadTests.KillClaims;

/// <summary>A payment for a reservation.</summary>
/// <param name="Index">Its number in the <see cref="PaymentBook"/>, which is the number of its calls.</param>
/// <param name="Claim">For which claim, as the <see cref="ClaimBook"/> counts.</param>
/// <param name="Number">The claim's number in its sale.</param>
internal sealed record Payment(int Index, int Claim, long Number)
{
    /// <summary>Its id: the same whenever it is sent.</summary>
    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"payment-{Index}");

    /// <summary>What the claim costs.</summary>
    public long MinorUnits { get; } = SaleTerms.PriceMinorUnits * KillOptions.QuantityOf(Claim);
}
