using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.Platforms;

namespace CrossLive.Gateway.Console;

/// <summary>How a sale is counted down on one external platform, for operators. Times are milliseconds since 1970 by the server's clock.</summary>
/// <param name="Platform">Its short name.</param>
/// <param name="DisplayName">What people call it.</param>
/// <param name="IsSending">True where the connection holds what it takes to say something.</param>
/// <param name="DelayMs">From sending to being read, D.</param>
/// <param name="DelayErrorMs">How far D may be off.</param>
/// <param name="DelaySamples">How many messages D rests on; 0: it is assumed.</param>
/// <param name="LinkDueAtUnixMs">T − D: when the link is sent, as D is now.</param>
/// <param name="VideoDelayMs">How far the picture is behind the host; null where nobody knows.</param>
/// <param name="VideoDelayIsPartial">True where it ends where the platform takes the picture, because nobody has said what the platform adds.</param>
/// <param name="SayAtUnixMs">When the host has to say it so that it is heard there at T; null where the picture's delay is not known.</param>
/// <param name="LinkErrorMs">How much later than T the link was there (earlier: negative); null where it was not seen.</param>
/// <param name="Problem">Why the newest message that was tried is not there; null where it is, or none was tried.</param>
/// <param name="Messages">What was said and what was left out, oldest first.</param>
internal sealed record SalePlatformReport(
    string Platform,
    string DisplayName,
    bool IsSending,
    long DelayMs,
    long DelayErrorMs,
    int DelaySamples,
    long LinkDueAtUnixMs,
    long? VideoDelayMs,
    bool VideoDelayIsPartial,
    long? SayAtUnixMs,
    long? LinkErrorMs,
    string? Problem,
    IReadOnlyList<SaleMessageReport> Messages)
{
    public static SalePlatformReport Of(PlatformDeclaration platform, PlatformCountdowns countdowns, SaleView view)
    {
        var opensAt = view.Offer.OpensAtUnixMs;
        var entries = countdowns.Sales.FirstOrDefault(sale => string.Equals(sale.SaleId, view.Offer.SaleId, StringComparison.Ordinal))?.Entries ?? [];
        var tried = entries.LastOrDefault(entry => entry.Status is not (CountdownStatus.Skipped or CountdownStatus.Prepared));
        return new SalePlatformReport(
            platform.Name,
            platform.DisplayName,
            countdowns.IsSending,
            countdowns.Delay.DelayMs,
            countdowns.Delay.ErrorMs,
            countdowns.Delay.Samples,
            opensAt - countdowns.Delay.DelayMs,
            countdowns.VideoDelayMs,
            countdowns.IsVideoDelayPartial,
            opensAt - countdowns.VideoDelayMs,
            entries.LastOrDefault(entry => entry.Step == CountdownStep.Link && entry.OpensAtUnixMs == opensAt)?.ErrorMs,
            tried is { Status: not (CountdownStatus.Sent or CountdownStatus.Seen) } ? $"{NameOf(tried.Status)}: {tried.Detail}" : null,
            [.. entries.Select(SaleMessageReport.Of)]);
    }

    internal static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum => char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..];
}

/// <summary>One message about a sale on a platform.</summary>
/// <param name="Kind">"minute", "halfMinute", "tenSeconds", "link", "moved" or "cancelled".</param>
/// <param name="Status">"prepared", "sent", "seen", "dropped", "refused", "skipped", "unsure" or "waiting".</param>
/// <param name="Text">The text; empty where it was left out.</param>
/// <param name="ShowAtUnixMs">When it was to be read.</param>
/// <param name="SentAtUnixMs">When it was sent.</param>
/// <param name="SeenAtUnixMs">When it was there.</param>
/// <param name="ErrorMs">How much later than it should; earlier: negative.</param>
/// <param name="DelayMs">D when it was sent.</param>
/// <param name="DelayErrorMs">How far D may have been off.</param>
/// <param name="Detail">Why it is not there.</param>
internal sealed record SaleMessageReport(
    string Kind, string Status, string Text, long ShowAtUnixMs, long? SentAtUnixMs, long? SeenAtUnixMs, long? ErrorMs, long DelayMs, long DelayErrorMs, string? Detail)
{
    public static SaleMessageReport Of(CountdownEntry entry) => new(
        SalePlatformReport.NameOf(entry.Step), SalePlatformReport.NameOf(entry.Status), entry.Text, entry.ShowAtUnixMs, entry.SentAtUnixMs, entry.SeenAtUnixMs, entry.ErrorMs,
        entry.DelayMs, entry.DelayErrorMs, entry.Detail);
}
