using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(200_000_000, "JPY", 200)]
    [InlineData(1_230_000, "USD", 123)]
    [InlineData(1_234_000, "KWD", 1234)]
    [InlineData(-10_000, "USD", -1)]
    [InlineData(0, "EUR", 0)]
    public void Micros_become_minor_units_by_the_currencys_own_decimals(long micros, string currency, long minorUnits)
    {
        Money.TryFromMicros(micros, currency, out var money).ShouldBeTrue();
        money.ShouldBe(new Money(minorUnits, currency));
    }

    [Theory]
    [InlineData(200_500_000, "JPY")]
    [InlineData(1_001, "USD")]
    [InlineData(9_999, "USD")]
    [InlineData(1_234_500, "KWD")]
    [InlineData(-1, "JPY")]
    [InlineData(1_000_000, "usd")]
    [InlineData(1_000_000, null)]
    public void Micros_finer_than_the_minor_unit_or_of_no_currency_are_refused(long micros, string? currency)
    {
        Money.TryFromMicros(micros, currency, out var money).ShouldBeFalse();
        money.ShouldBe(default);
    }

    [Theory]
    [InlineData("60.33", "AUD", 6033)]
    [InlineData("60.3", "AUD", 6030)]
    [InlineData("60", "AUD", 6000)]
    [InlineData("60.330000", "AUD", 6033)]
    [InlineData(".5", "USD", 50)]
    [InlineData("-1.05", "USD", -105)]
    [InlineData("200", "JPY", 200)]
    [InlineData("200.00", "JPY", 200)]
    [InlineData("1.234", "KWD", 1234)]
    [InlineData("92233720368547758.07", "USD", long.MaxValue)]
    [InlineData("9223372036854775807", "JPY", long.MaxValue)]
    public void A_decimal_text_becomes_minor_units(string text, string currency, long minorUnits)
    {
        Money.TryParse(text, currency, out var money).ShouldBeTrue();
        money.ShouldBe(new Money(minorUnits, currency));
    }

    [Theory]
    [InlineData("60.333", "AUD")]
    [InlineData("200.5", "JPY")]
    [InlineData("1.2345", "KWD")]
    [InlineData("0.001", "USD")]
    public void A_fraction_that_the_currency_has_not_is_refused_and_not_rounded(string text, string currency) =>
        Money.TryParse(text, currency, out _).ShouldBeFalse();

    [Theory]
    [InlineData("1.0000000000000000000000000001")]
    [InlineData("1.00000000000000000000000000001")]
    [InlineData("0.00000000000000000000000000001")]
    public void A_fraction_too_fine_for_a_decimal_is_refused_as_well(string text) =>
        Money.TryParse(text, "USD", out _).ShouldBeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("(1)")]
    [InlineData("$1")]
    [InlineData("1.2.3")]
    [InlineData("NaN")]
    [InlineData("١٢")]
    [InlineData("92233720368547758.08")]
    [InlineData("-92233720368547758.09")]
    [InlineData("99999999999999999999999999999999999")]
    public void What_is_no_plain_amount_is_refused(string? text) => Money.TryParse(text, "USD", out _).ShouldBeFalse();

    [Fact]
    public void Amounts_of_one_currency_add_up() => (new Money(150, "USD") + new Money(-50, "USD")).ShouldBe(new Money(100, "USD"));

    [Fact]
    public void Amounts_of_two_currencies_do_not_add_up() =>
        Should.Throw<InvalidOperationException>(() => new Money(1, "USD") + new Money(1, "EUR")).Message.ShouldContain("USD and EUR");

    [Fact]
    public void A_sum_that_does_not_fit_throws()
    {
        Should.Throw<OverflowException>(() => new Money(long.MaxValue, "USD") + new Money(1, "USD"));
        Should.Throw<OverflowException>(() => new Money(long.MinValue, "USD") + new Money(-1, "USD"));
    }

    [Fact]
    public void A_product_that_does_not_fit_is_null()
    {
        new Money(3, "USD").Times(4).ShouldBe(new Money(12, "USD"));
        new Money(long.MaxValue, "USD").Times(1).ShouldBe(new Money(long.MaxValue, "USD"));
        new Money(long.MaxValue, "USD").Times(2).ShouldBeNull();
        new Money(long.MaxValue, "USD").Times(long.MaxValue).ShouldBeNull();
        new Money(long.MinValue, "USD").Times(-1).ShouldBeNull();
    }

    [Theory]
    [InlineData(6033, "AUD", "60.33 AUD")]
    [InlineData(5, "USD", "0.05 USD")]
    [InlineData(-5, "USD", "-0.05 USD")]
    [InlineData(200, "JPY", "200 JPY")]
    [InlineData(1234, "KWD", "1.234 KWD")]
    [InlineData(long.MaxValue, "USD", "92233720368547758.07 USD")]
    [InlineData(long.MinValue, "KWD", "-9223372036854775.808 KWD")]
    public void An_amount_is_shown_in_the_main_unit_with_the_currencys_decimals(long minorUnits, string currency, string shown) =>
        new Money(minorUnits, currency).ToString().ShouldBe(shown);
}
