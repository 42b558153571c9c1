using System.Globalization;
using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Media.Live.Publishers;

/// <summary>
/// What hosts publish: moving pictures of which each bears its number, and sound of which no two frames are alike. Encoded once and kept in <c>.tools</c>, so that a
/// publisher needs no CPU for it.
/// </summary>
internal sealed record SourceClip
{
    /// <summary>Cells of a number, from left to right: white, 16 bits with the lowest first, black, the lowest bit inverted, white.</summary>
    public const int Cells = 20;

    /// <summary>Bits of a number.</summary>
    public const int Bits = 16;

    /// <summary>The share of the picture's height that they take, as ffmpeg's expressions have it.</summary>
    public const string StripOfHeight = "4/45";

    /// <summary>Pictures until the numbers begin again.</summary>
    public const int Pictures = 1_800;

    // Made anew where it is made in another way.
    private const int Version = 1;
    private const int KeyframeEverySeconds = 2;

    private SourceClip(string file, int picturesPerSecond) => (File, PicturesPerSecond) = (file, picturesPerSecond);

    /// <summary>An FLV file.</summary>
    public string File { get; }

    /// <summary>Pictures a second.</summary>
    public int PicturesPerSecond { get; }

    /// <summary>One of a size and rate.</summary>
    public static async Task<SourceClip> MakeAsync(int widthPx, int heightPx, int picturesPerSecond, int kbps, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Repository.Tools);
        var file = Path.Combine(Repository.Tools, string.Create(CultureInfo.InvariantCulture, $"clip-{Version}-{widthPx}x{heightPx}-{picturesPerSecond}-{kbps}.flv"));
        if (!System.IO.File.Exists(file))
        {
            var stripPx = heightPx * 4 / 45;
            string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
            var number = Say($"color=c=black:s={Cells}x1:r={picturesPerSecond},format=gray,geq=lum='if(eq(X,0)+eq(X,19),235,if(eq(X,17),16,if(eq(X,18),16+219*(1-mod(N,2)),16+219*mod(floor(N/pow(2,X-1)),2))))',scale={widthPx}:{stripPx}:flags=neighbor,format=yuv420p");
            string[] arguments =
            [
                "-v", "error", "-nostdin", "-y",
                "-f", "lavfi", "-i", number,
                "-f", "lavfi", "-i", Say($"testsrc2=size={widthPx}x{heightPx - stripPx}:rate={picturesPerSecond},format=yuv420p"),
                "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
                "-f", "lavfi", "-i", "anoisesrc=seed=1:amplitude=0.05:sample_rate=48000",
                "-filter_complex", "[0][1]vstack[v];[2][3]amix,aformat=channel_layouts=stereo[a]", "-map", "[v]", "-map", "[a]",
                "-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-b:v", Say($"{kbps}k"), "-maxrate", Say($"{kbps}k"), "-bufsize", Say($"{kbps}k"),
                "-g", Say($"{picturesPerSecond * KeyframeEverySeconds}"), "-sc_threshold", "0", "-c:a", "aac", "-b:a", "128k",
                "-t", Say($"{Pictures / (double)picturesPerSecond:0.###}"), "-f", "flv", file + ".part",
            ];
            await ChildProcess.RunAsync("Making the clip that is published", "ffmpeg", arguments, Repository.Tools, cancellationToken);
            System.IO.File.Move(file + ".part", file, overwrite: true);
        }

        return new SourceClip(file, picturesPerSecond);
    }
}
