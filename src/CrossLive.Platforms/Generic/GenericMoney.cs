using CrossLive.Rooms;

namespace CrossLive.Platforms.Generic;

/// <summary>Prices as the generic adapter takes them: {"minorUnits": 199, "currency": "USD"} or {"amount": "1.99", "currency": "USD"}. No JSON fractions: they are floating point.</summary>
internal static class GenericMoney
{
    private const string UnitPrice = "unitPrice";
    private const int MaxAmountLength = 32;

    /// <summary>The gift's unit price, or null where the event gives none.</summary>
    public static Money? ReadUnitPrice(PayloadObject gift, long quantity)
    {
        if (gift.OptionalObject(UnitPrice) is not { } price)
        {
            return null;
        }

        var money = Read(price);
        if (money.MinorUnits <= 0)
        {
            throw Amount(price, "must be more than zero.");
        }

        return money.Times(quantity) is { } value && value.MinorUnits <= RoomLimits.MaxGiftMinorUnits
            ? money
            : throw Amount(price, $"times quantity is more than {RoomLimits.MaxGiftMinorUnits} minor units.");
    }

    private static Money Read(PayloadObject price)
    {
        var currency = price.Text("currency", MaxAmountLength);
        if (Currency.DecimalsOf(currency) is not { } decimals)
        {
            throw new EventRefusedException(Rejection.CurrencyUnknown, $"{price.PathOf("currency")}: is not an ISO 4217 code in capitals.");
        }

        var minorUnits = price.OptionalInteger("minorUnits");
        var amount = price.OptionalText("amount", MaxAmountLength);
        if (minorUnits is null == amount is null)
        {
            throw Amount(price, "needs either minorUnits or amount.");
        }

        if (minorUnits is { } units)
        {
            return new Money(units, currency);
        }

        return Money.TryParse(amount, currency, out var money)
            ? money
            : throw Amount(price, $"is not an amount of {currency}, which has {decimals} decimals.");
    }

    private static EventRefusedException Amount(PayloadObject price, string problem) => new(Rejection.AmountInvalid, $"{price.PathOf("amount")}: {problem}");
}
