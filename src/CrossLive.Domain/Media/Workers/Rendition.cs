namespace CrossLive.Media.Workers;

/// <summary>One size and rate of a room's stream.</summary>
/// <param name="Name">Its short side: "720p".</param>
/// <param name="WidthPx">Even.</param>
/// <param name="HeightPx">Even.</param>
/// <param name="PicturesPerSecond">At most; those of the source where it has fewer.</param>
/// <param name="Kbps">Of the picture.</param>
/// <param name="LeastKbps">The least that this size is used for.</param>
public sealed record Rendition(string Name, int WidthPx, int HeightPx, int PicturesPerSecond, int Kbps, int LeastKbps)
{
    /// <summary>Renditions of a stream at most.</summary>
    public const int Most = 3;

    private const int LeastSidePx = 16;

    /// <summary>
    /// The renditions of a stream, the largest first: the largest step of the ladder that the source fills, and two smaller ones of at most half the rate of the one
    /// before. Nothing is made larger than it comes; a source below the smallest step keeps its size. Portrait stays portrait.
    /// </summary>
    /// <param name="widthPx">Of the source.</param>
    /// <param name="heightPx">Of the source.</param>
    /// <param name="picturesPerSecond">Of the source.</param>
    /// <param name="maxShortSidePx">The operator's limit.</param>
    public static IReadOnlyList<Rendition> Of(int widthPx, int heightPx, int picturesPerSecond, int maxShortSidePx)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(widthPx, LeastSidePx);
        ArgumentOutOfRangeException.ThrowIfLessThan(heightPx, LeastSidePx);
        ArgumentOutOfRangeException.ThrowIfLessThan(picturesPerSecond, 1);
        var shortSide = Math.Min(widthPx, heightPx);
        var fits = PlatformProfiles.Generic.Rungs.Where(rung => rung.Height <= shortSide && rung.Height <= maxShortSidePx).ToArray();
        var smallest = PlatformProfiles.Generic.Rungs[^1];
        if (fits.Length == 0)
        {
            return [Scaled(widthPx, heightPx, shortSide, Math.Min(picturesPerSecond, smallest.PicturesPerSecond * 2), smallest)];
        }

        var chosen = new List<Rendition>();
        var limitBps = int.MaxValue;
        foreach (var rung in fits)
        {
            if (rung.MostBps <= limitBps && chosen.Count < Most)
            {
                chosen.Add(Scaled(widthPx, heightPx, rung.Height, Math.Min(picturesPerSecond, chosen.Count == 0 ? picturesPerSecond : rung.PicturesPerSecond), rung));
                limitBps = rung.MostBps / 2;
            }
        }

        return chosen;
    }

    private static Rendition Scaled(int widthPx, int heightPx, int shortSidePx, int picturesPerSecond, Rung rung)
    {
        var from = Math.Min(widthPx, heightPx);
        int Side(int px) => Math.Max(LeastSidePx, (int)Math.Round(px * (double)shortSidePx / from / 2) * 2);
        return new Rendition($"{shortSidePx}p", Side(widthPx), Side(heightPx), picturesPerSecond, rung.MostBps / 1_000, rung.LeastBps / 1_000);
    }
}
