using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests;

public sealed class MoneyProperties
{
    private static readonly Gen<string> Code = Gen.OneOf("JPY", "USD", "KWD", "XOF", "CNY", "TND");

    [Fact]
    public void What_is_shown_parses_back_to_the_same_amount() =>
        Gen.Select(Gen.Long[-long.MaxValue, long.MaxValue], Code).Sample((minorUnits, code) =>
        {
            var money = new Money(minorUnits, code);
            var shown = money.ToString().Split(' ');
            Money.TryParse(shown[0], shown[1], out var parsed).ShouldBeTrue();
            parsed.ShouldBe(money);
        });

    [Fact]
    public void Micros_are_taken_exactly_or_not_at_all() =>
        Gen.Select(Gen.Long, Code).Sample((micros, code) =>
        {
            var perMinorUnit = Currency.DecimalsOf(code) switch { 0 => 1_000_000, 2 => 10_000, _ => 1_000 };
            if (Money.TryFromMicros(micros, code, out var money))
            {
                ((Int128)money.MinorUnits * perMinorUnit).ShouldBe(micros);
            }
            else
            {
                (micros % perMinorUnit).ShouldNotBe(0);
            }
        });

    [Fact]
    public void A_product_is_exact_or_null() =>
        Gen.Select(Gen.Long, Gen.Long).Sample((minorUnits, quantity) =>
        {
            var exact = (Int128)minorUnits * quantity;
            var fits = exact >= long.MinValue && exact <= long.MaxValue;
            new Money(minorUnits, "USD").Times(quantity).ShouldBe(fits ? new Money((long)exact, "USD") : null);
        });

    [Fact]
    public void A_sum_does_not_depend_on_the_order() =>
        Gen.Long[-1_000_000_000, 1_000_000_000].Array[1, 50].Sample(amounts =>
        {
            var zero = new Money(0, "JPY");
            var forward = amounts.Aggregate(zero, (sum, amount) => sum + new Money(amount, "JPY"));
            var backward = amounts.Reverse().Aggregate(zero, (sum, amount) => sum + new Money(amount, "JPY"));
            forward.ShouldBe(backward);
            forward.MinorUnits.ShouldBe(amounts.Sum());
        });
}
