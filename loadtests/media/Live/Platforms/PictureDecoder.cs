using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Publishers;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>Decodes what a receiver was sent, with ffmpeg, and reads the number on each picture.</summary>
internal static partial class PictureDecoder
{
    private const byte White = 126;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    /// <summary>All pictures of a file.</summary>
    public static async Task<IReadOnlyList<NumberedPicture>> DecodeAsync(string file, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MaxTime);
        var filter = string.Create(CultureInfo.InvariantCulture, $"showinfo,crop=iw:ih*{SourceClip.StripOfHeight}:0:0,scale={SourceClip.Cells}:1:flags=area,format=gray");
        // One thread: another's complaint of a damaged picture would stand in the midst of a line that is read here.
        string[] arguments = ["-v", "info", "-nostats", "-nostdin", "-threads", "1", "-copyts", "-i", file, "-an", "-vf", filter, "-vsync", "passthrough", "-f", "rawvideo", "-"];
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            using var cells = new MemoryStream();
            var copying = process.StandardOutput.BaseStream.CopyToAsync(cells, limit.Token);
            var shown = new List<(long TimeMs, uint Checksum, int HeightPx)>();
            var ticksPerMs = 1.0;
            while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
            {
                // Times in seconds are printed with six digits only.
                if (TimeBase().Match(line) is { Success: true } timeBase)
                {
                    ticksPerMs = int.Parse(timeBase.Groups["ticks"].ValueSpan, CultureInfo.InvariantCulture) / 1_000.0;
                }
                else if (Shown().Match(line) is { Success: true } match)
                {
                    shown.Add((
                        (long)Math.Round(long.Parse(match.Groups["time"].ValueSpan, CultureInfo.InvariantCulture) / ticksPerMs),
                        uint.Parse(match.Groups["sum"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                        int.Parse(match.Groups["height"].ValueSpan, CultureInfo.InvariantCulture)));
                }
            }

            await copying;
            await process.WaitForExitAsync(limit.Token);
            var all = cells.ToArray();
            return all.Length == shown.Count * SourceClip.Cells
                ? [.. shown.Select((each, i) => new NumberedPicture(each.TimeMs, NumberOf(all.AsSpan(i * SourceClip.Cells, SourceClip.Cells)), each.Checksum, each.HeightPx))]
                : throw new SetupException($"ffmpeg showed {shown.Count} pictures of {file} and wrote {all.Length} bytes of them.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary>The number in a strip of cells; null where the cells that are always the same are not.</summary>
    public static int? NumberOf(ReadOnlySpan<byte> cells)
    {
        var number = 0;
        for (var bit = 0; bit < SourceClip.Bits; bit++)
        {
            number |= cells[1 + bit] > White ? 1 << bit : 0;
        }

        var isOdd = (number & 1) == 1;
        return cells[0] > White && cells[^1] > White && cells[SourceClip.Bits + 1] <= White && cells[SourceClip.Bits + 2] > White != isOdd ? number : null;
    }

    [GeneratedRegex(@" pts: *(?<time>\d+) .* s:\d+x(?<height>\d+) .* checksum:(?<sum>[0-9A-F]{8})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Shown();

    [GeneratedRegex(@"config in time_base: 1/(?<ticks>\d+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TimeBase();
}
