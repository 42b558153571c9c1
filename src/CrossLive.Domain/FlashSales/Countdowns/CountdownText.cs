using System.Globalization;

namespace CrossLive.FlashSales.Countdowns;

/// <summary>The texts of countdowns. Each begins with words of ours, so that no title can be taken for a platform's command, and fits by a shorter title.</summary>
public static class CountdownText
{
    /// <summary>The languages there are.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "zh"];

    /// <summary>A platform's limit is at least this, in UTF-16 units: our words, a link of <see cref="MaxLinkLength"/>, and some of the title.</summary>
    public const int MinTextLength = 140;

    /// <summary>Most characters of a link.</summary>
    public const int MaxLinkLength = 100;

    private const string Cut = "…";

    /// <summary>The text of a step.</summary>
    /// <param name="step">What it says.</param>
    /// <param name="title">What the sale is called.</param>
    /// <param name="leftMs">How long until the opening when it is read, in ms.</param>
    /// <param name="link">Where the sale is.</param>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    /// <param name="maxLength">Most UTF-16 units, at least <see cref="MinTextLength"/>.</param>
    public static string Of(CountdownStep step, string title, long leftMs, string link, string language, int maxLength)
    {
        var isChinese = string.Equals(language, "zh", StringComparison.Ordinal);
        var (before, after) = isChinese ? Chinese(step, leftMs, link) : English(step, leftMs, link);
        return before + Shorten(title, Math.Max(maxLength, MinTextLength) - before.Length - after.Length) + after;
    }

    private static (string Before, string After) English(CountdownStep step, long leftMs, string link) => step switch
    {
        CountdownStep.Link => ("Open now: ", " " + link),
        CountdownStep.Moved => ("New time: ", $" opens in {Time(leftMs, " d", " h", " min", " s")}"),
        CountdownStep.Cancelled => ("Cancelled: ", ""),
        _ => ("Countdown: ", $" opens in {SecondsOf(step)} s"),
    };

    private static (string Before, string After) Chinese(CountdownStep step, long leftMs, string link) => step switch
    {
        CountdownStep.Link => ("开抢啦：", " " + link),
        CountdownStep.Moved => ("改时间：", $"，{Time(leftMs, " 天", " 小时", " 分", " 秒")}后开抢"),
        CountdownStep.Cancelled => ("已取消：", ""),
        _ => ("倒计时：", $"，{SecondsOf(step)} 秒后开抢"),
    };

    private static int SecondsOf(CountdownStep step) => step switch
    {
        CountdownStep.Minute => 60,
        CountdownStep.HalfMinute => 30,
        _ => 10,
    };

    /// <summary>The two largest units: nobody counts the seconds of a day.</summary>
    private static string Time(long ms, string days, string hours, string minutes, string seconds)
    {
        var left = TimeSpan.FromSeconds(Math.Round(Math.Max(0, ms) / 1000.0));
        (long Count, string Unit)[] parts = [(left.Days, days), (left.Hours, hours), (left.Minutes, minutes), (left.Seconds, seconds)];
        var shown = parts.SkipWhile(part => part.Count == 0).Take(2).Where(part => part.Count > 0)
            .Select(part => part.Count.ToString(CultureInfo.InvariantCulture) + part.Unit).ToArray();
        return shown.Length == 0 ? "0" + seconds : string.Join(' ', shown);
    }

    private static string Shorten(string title, int maxLength)
    {
        if (title.Length <= maxLength)
        {
            return title;
        }

        // At a letter's border, not inside a pair or before an accent.
        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(title))
        {
            if (start > maxLength - Cut.Length)
            {
                break;
            }

            end = start;
        }

        return title[..end] + Cut;
    }
}
