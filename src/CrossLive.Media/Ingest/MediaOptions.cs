using System.ComponentModel.DataAnnotations;
using System.Net;
using CrossLive.Media.Hls;
using CrossLive.Media.Preview;
using CrossLive.Media.Rtmp;
using Microsoft.Extensions.Options;

namespace CrossLive.Media.Ingest;

/// <summary>How the host's streams come in; section <c>CrossLive:Media</c>.</summary>
public sealed class MediaOptions
{
    /// <summary>Every address of the machine.</summary>
    public const string AnyAddress = "*";

    /// <summary>The one application that publishers name: "rtmp://host/live".</summary>
    public const string App = "live";

    /// <summary>The address that publishers reach: one of the machine's, or "*" for all.</summary>
    [Required]
    public string Address { get; set; } = AnyAddress;

    /// <summary>Port for RTMP; 0: no stream comes in. RTMP's own is 1935. Nothing on it is encrypted, the key neither.</summary>
    [Range(0, 65_535)]
    public int RtmpPort { get; set; }

    /// <summary>
    /// Port for RTMPS, RTMP over TLS with the server's own certificate (<c>Kestrel:Certificates:Default</c>); 0: none. Encoders' default is 443, which the viewers' port
    /// usually has.
    /// </summary>
    [Range(0, 65_535)]
    public int RtmpsPort { get; set; }

    /// <summary>UDP port for SRT, of MPEG-TS with H.264 and AAC; 0: none. Needs libsrt on the machine. Encrypted only with a passphrase.</summary>
    [Range(0, 65_535)]
    public int SrtPort { get; set; }

    /// <summary>How long SRT holds what has come so that what was lost can be sent again, in ms, at least; publishers may ask for more. About four times the round trip.</summary>
    [Range(20, 8_000)]
    public int SrtLatencyMs { get; set; } = 200;

    /// <summary>What publishers over SRT encrypt with, 10 to 79 bytes; empty: they do not.</summary>
    public string SrtPassphrase { get; set; } = "";

    /// <summary>Streams that a process takes at one time; one more is refused with a sentence that says so.</summary>
    [Range(1, 10_000)]
    public int MaxPublishers { get; set; } = 16;

    /// <summary>Connections of publishers at one time, with those that have not said who they are; one more is closed before a byte is read.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 64;

    /// <summary>A connection that does not publish within this time is ended, in ms: handshake and key included.</summary>
    [Range(100, 600_000)]
    public int PublishWithinMs { get; set; } = 10_000;

    /// <summary>A publisher that sends neither picture nor sound for so long is ended, in ms.</summary>
    [Range(1_000, 600_000)]
    public int MaxSilenceMs { get; set; } = 10_000;

    /// <summary>A second publisher with the room's key takes over where the first has been silent for so long, in ms; else it is refused. 0: it always takes over.</summary>
    [Range(0, 600_000)]
    public int TakeoverAfterMs { get; set; } = 3_000;

    /// <summary>
    /// Most bytes of a picture; a publisher that sends a larger one is ended. A connection holds at most one and a half times as much, and 256 KiB that are not read.
    /// A keyframe of 4K at 60 fps stays below 2 MiB.
    /// </summary>
    [Range(65_536, 16_777_215)]
    public int MaxPictureBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long the address of a preview is good for, in ms. Who has begun to watch by then may go on.</summary>
    [Range(1_000, 3_600_000)]
    public int PreviewTokenMs { get; set; } = 60_000;

    /// <summary>
    /// Where other processes of the cluster reach this one's HTTP, such as "http://10.0.0.5:5080": they hand on previews of streams that come in here. Empty: they do not, and
    /// say which process has the stream.
    /// </summary>
    public string ProcessUrl { get; set; } = "";

    /// <summary>Those who watch the preview of one stream at one time; one more is answered 503.</summary>
    [Range(1, 1_000)]
    public int MaxPreviewReaders { get; set; } = 8;

    /// <summary>Bytes of a stream that are kept since its last keyframe, for who begins to watch; a longer group is forgotten, and who comes then waits for the next keyframe.</summary>
    [Range(65_536, 1_073_741_824)]
    public int PreviewCacheBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The same in the stream's time, in ms.</summary>
    [Range(100, 60_000)]
    public int PreviewCacheMs { get; set; } = 10_000;

    /// <summary>Bytes of a stream that are kept as HLS while somebody plays it so; at more the oldest segments go first.</summary>
    [Range(1_048_576, 1_073_741_824)]
    public int HlsWindowBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The program of workers (<c>src/encoder-worker</c>), which send streams on to destinations; empty: nothing is sent on.</summary>
    public string WorkerPath { get; set; } = "";

    /// <summary>
    /// The folder of the keys that destinations' addresses are encrypted with in the storage; empty: "keys" in the server's data folder. Processes of one cluster need the
    /// same. Lost, every destination has to be set anew.
    /// </summary>
    public string KeyRingDirectory { get; set; } = "";

    /// <summary>How long the slate stands in for a host that is away, in ms; then the destinations are left.</summary>
    [Range(0, 86_400_000)]
    public int SlateMs { get; set; } = 120_000;

    /// <summary>The short side of the largest picture that is sent on, in pixels; larger streams are made smaller.</summary>
    [Range(240, 2_160)]
    public int MaxShortSidePx { get; set; } = 1_080;

    /// <summary>x264's preset: how much CPU is spent for better pictures at the same rate.</summary>
    [RegularExpression("ultrafast|superfast|veryfast|faster|fast|medium")]
    public string EncoderPreset { get; set; } = "veryfast";

    /// <summary>The limits of previews.</summary>
    public PreviewLimits ToPreviewLimits() => new() { MaxReaders = MaxPreviewReaders, MaxCacheBytes = PreviewCacheBytes, MaxCacheMs = PreviewCacheMs };

    /// <summary>The limits of HLS.</summary>
    public HlsLimits ToHlsLimits() => new() { MaxPlayers = MaxPreviewReaders, MaxBytes = HlsWindowBytes };

    /// <summary>The limits as the RTMP server takes them.</summary>
    public RtmpLimits ToLimits()
    {
        var limits = new RtmpLimits();
        return limits with
        {
            MaxConnections = MaxConnections,
            MaxPublishers = MaxPublishers,
            MaxMillisecondsToPublish = PublishWithinMs,
            MaxSilenceMs = MaxSilenceMs,
            TakeoverAfterSilenceMs = TakeoverAfterMs,
            MaxMessageBytes = MaxPictureBytes,
            MaxUnfinishedBytes = MaxPictureBytes + (MaxPictureBytes / 2),
            MaxChunkBytes = Math.Min(MaxPictureBytes, limits.MaxChunkBytes),
        };
    }

    /// <summary>The address to listen at; null = all.</summary>
    internal IPAddress? ListenAddress() => Address == AnyAddress ? null : IPAddress.Parse(Address);
}

/// <summary>Refuses settings that are out of range when the server starts, by name.</summary>
[OptionsValidator]
internal sealed partial class MediaOptionsRanges : IValidateOptions<MediaOptions>;

/// <summary>Refuses a passphrase that SRT does not take.</summary>
internal sealed class SrtPassphraseValidator : IValidateOptions<MediaOptions>
{
    private const int MinBytes = 10, MaxBytes = 79;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MediaOptions options) =>
        System.Text.Encoding.UTF8.GetByteCount(options.SrtPassphrase) is 0 or (>= MinBytes and <= MaxBytes)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"CrossLive:Media:SrtPassphrase has {MinBytes} to {MaxBytes} bytes, or none.");
}

/// <summary>Refuses what is no address of HTTP.</summary>
internal sealed class ProcessUrlValidator : IValidateOptions<MediaOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MediaOptions options) =>
        options.ProcessUrl.Length == 0 || (Uri.TryCreate(options.ProcessUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("CrossLive:Media:ProcessUrl has the form http://HOST:PORT or https://HOST:PORT, or is empty.");
}

/// <summary>Refuses an address that is none.</summary>
internal sealed class MediaAddressValidator : IValidateOptions<MediaOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MediaOptions options) => options.Address == MediaOptions.AnyAddress || IPAddress.TryParse(options.Address, out _)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"CrossLive:Media:Address is '{options.Address}'; give an IP address of this machine, or \"*\" for all.");
}
