using System.Globalization;
using MessagePack;
using Orleans;

namespace CrossLive;

/// <summary>
/// An amount of money: integer minor units (cents, yen, fils) and an ISO 4217 code. Never floating point.
/// Arithmetic is checked: it throws <see cref="OverflowException"/> past ±9.2e18 minor units, and adds only equal currencies.
/// </summary>
[GenerateSerializer, Immutable, Alias("crosslive.Money"), MessagePackObject]
public readonly record struct Money([property: Id(0), Key(0)] long MinorUnits, [property: Id(1), Key(1)] string CurrencyCode)
{
    private const long MicrosPerUnit = 1_000_000;

    // A longer text can hold more digits than a decimal, which would round what is to be refused.
    private const int MaxAmountLength = 28;

    /// <summary>Adds two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Money operator +(Money left, Money right)
    {
        if (!string.Equals(left.CurrencyCode, right.CurrencyCode, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{left.CurrencyCode} and {right.CurrencyCode} cannot be added: convert first, with a frozen rate.");
        }

        return left with { MinorUnits = checked(left.MinorUnits + right.MinorUnits) };
    }

    /// <summary>The amount taken <paramref name="quantity"/> times, or null where it does not fit.</summary>
    public Money? Times(long quantity)
    {
        var product = (Int128)MinorUnits * quantity;
        return product >= long.MinValue && product <= long.MaxValue ? this with { MinorUnits = (long)product } : null;
    }

    /// <summary>
    /// From millionths of the main unit, as YouTube states amounts: JPY 200 is 200,000,000 micros and 200 minor units; KWD 1.234 is 1,234,000 micros and 1234 minor units.
    /// </summary>
    /// <returns>False where the currency is not known or the amount has a fraction of a minor unit.</returns>
    public static bool TryFromMicros(long micros, string? currencyCode, out Money money)
    {
        money = default;
        if (Currency.DecimalsOf(currencyCode) is not { } decimals)
        {
            return false;
        }

        var microsPerMinorUnit = MicrosPerUnit / (long)Math.Pow(10, decimals);
        if (micros % microsPerMinorUnit != 0)
        {
            return false;
        }

        money = new Money(micros / microsPerMinorUnit, currencyCode!);
        return true;
    }

    /// <summary>From a decimal text in the main unit, such as "60.33", at most 28 characters. A fraction finer than the currency's minor unit is refused, not rounded.</summary>
    public static bool TryParse(string? amount, string? currencyCode, out Money money)
    {
        money = default;
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (Currency.DecimalsOf(currencyCode) is not { } decimals
            || amount is null || amount.Length > MaxAmountLength
            || !decimal.TryParse(amount, Plain, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        var scale = (decimal)Math.Pow(10, decimals);
        if (Math.Abs(value) > long.MaxValue / scale || value * scale != decimal.Truncate(value * scale))
        {
            return false;
        }

        money = new Money((long)(value * scale), currencyCode!);
        return true;
    }

    /// <summary>In the main unit with the currency's own decimals, for people and logs: "60.33 AUD", "200 JPY".</summary>
    public override string ToString()
    {
        var decimals = Currency.DecimalsOf(CurrencyCode) ?? 0;
        var value = MinorUnits / (decimal)Math.Pow(10, decimals);
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)} {CurrencyCode}");
    }
}
