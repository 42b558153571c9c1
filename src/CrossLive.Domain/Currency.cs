namespace CrossLive;

/// <summary>ISO 4217 currencies and how many decimals each has. Source: ISO 4217 list one; codes that are no currency in use (metals, tests) are left out.</summary>
public static class Currency
{
    private const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
        "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT " +
        "LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NPR NZD PAB PEN PGK PHP PKR PLN QAR " +
        "RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES " +
        "WST XCD XCG YER ZAR ZMW ZWG";

    private const string NoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
    private const string ThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    private static readonly Dictionary<string, int> Decimals = Table();

    /// <summary>How many decimals the currency's main unit has (0, 2 or 3), or null where the code is not an ISO 4217 currency in capitals.</summary>
    public static int? DecimalsOf(string? code) =>
        code is not null && Decimals.TryGetValue(code, out var decimals) ? decimals : null;

    /// <summary>True where the code is an ISO 4217 currency in use, in capitals.</summary>
    public static bool IsKnown(string? code) => DecimalsOf(code) is not null;

    private static Dictionary<string, int> Table()
    {
        var table = new Dictionary<string, int>(StringComparer.Ordinal);
        Add(NoDecimals, 0);
        Add(TwoDecimals, 2);
        Add(ThreeDecimals, 3);
        return table;

        void Add(string codes, int decimals)
        {
            foreach (var code in codes.Split(' '))
            {
                table.Add(code, decimals);
            }
        }
    }
}
