using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("VND", 0)]
    [InlineData("CLP", 0)]
    [InlineData("ISK", 0)]
    [InlineData("UGX", 0)]
    [InlineData("XOF", 0)]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("CNY", 2)]
    [InlineData("TWD", 2)]
    [InlineData("THB", 2)]
    [InlineData("IDR", 2)]
    [InlineData("SLE", 2)]
    [InlineData("XCG", 2)]
    [InlineData("KWD", 3)]
    [InlineData("BHD", 3)]
    [InlineData("IQD", 3)]
    [InlineData("JOD", 3)]
    [InlineData("LYD", 3)]
    [InlineData("OMR", 3)]
    [InlineData("TND", 3)]
    public void A_currency_has_the_decimals_of_ISO_4217(string code, int decimals)
    {
        Currency.DecimalsOf(code).ShouldBe(decimals);
        Currency.IsKnown(code).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("usd")]
    [InlineData("USD ")]
    [InlineData("XAU")]
    [InlineData("XXX")]
    [InlineData("XTS")]
    [InlineData("HRK")]
    [InlineData("US")]
    [InlineData("ЕUR")]
    public void What_is_no_currency_in_use_is_unknown(string? code)
    {
        Currency.DecimalsOf(code).ShouldBeNull();
        Currency.IsKnown(code).ShouldBeFalse();
    }
}
