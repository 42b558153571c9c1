using System.Diagnostics.Metrics;
using CrossLive.Media.Rtmp;

namespace CrossLive.Media;

/// <summary>What is measured of hosts' streams in this process, coming in, going out and being kept. No room, key or destination is named: what grows with them is no tag.</summary>
internal static class MediaTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "CrossLive.Media";

    private const string ErrorTag = "error.type", RoleTag = "crosslive.media.worker.role";

    private static readonly Meter Meter = new(Name);

    public static readonly UpDownCounter<long> Publishers = Meter.CreateUpDownCounter<long>("crosslive.media.publishers", "{publisher}", "Hosts that publish here at this moment.");

    public static readonly Counter<long> IngestBytes = Meter.CreateCounter<long>("crosslive.media.ingest.bytes", "By", "Picture and sound that came in, without the protocol's own bytes.");

    public static readonly Counter<long> IngestPictures = Meter.CreateCounter<long>("crosslive.media.ingest.pictures", "{picture}", "Pictures that came in.");

    public static readonly Counter<long> SentBytes = Meter.CreateCounter<long>("crosslive.media.egress.bytes", "By", "Bytes that went out to destinations.");

    public static readonly Histogram<double> Waiting = Meter.CreateHistogram<double>("crosslive.media.egress.waiting", "s", "How long the oldest picture has waited for a live destination's network, a value a second for each.");

    public static readonly Counter<long> RecordedBytes = Meter.CreateCounter<long>("crosslive.media.recording.bytes", "By", "Bytes written into recordings.");

    private static readonly Counter<long> Ends = Meter.CreateCounter<long>("crosslive.media.ingest.ends", "{connection}", "Publishers' connections that ended, by reason; refused ones are among them.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("crosslive.media.ingest.refusals", "{connection}", "Publishers that were refused, by code.");

    private static readonly UpDownCounter<long> Destinations = Meter.CreateUpDownCounter<long>("crosslive.media.destinations", "{destination}", "Destinations of the rooms that are sent on here, by state.");

    private static readonly Counter<long> Restarts = Meter.CreateCounter<long>("crosslive.media.worker.restarts", "{restart}", "Workers that ended without being told to, and are started again, by role and the code of their end.");

    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>("crosslive.media.egress.pictures.dropped", "{picture}", "Pictures left out on the way out, by the role of the worker that did: an encoder's are missing everywhere, a relay's at one destination.");

    private static readonly Counter<double> Slate = Meter.CreateCounter<double>("crosslive.media.egress.slate", "s", "Time for which live destinations were sent the slate, by reason.");

    private static readonly Counter<long> RecordingFailures = Meter.CreateCounter<long>("crosslive.media.recording.failures", "{failure}", "Recordings that could not begin or go on, by reason; each is tried again.");

    /// <summary>A publisher's connection has ended, or never was one.</summary>
    public static void CountEnd(RtmpEnd end)
    {
        Ends.Add(1, new KeyValuePair<string, object?>("crosslive.media.end.reason", NameOf(end.Reason)));
        if (end.Reason is RtmpEndReason.Refused or RtmpEndReason.CodecRefused)
        {
            Refusals.Add(1, new KeyValuePair<string, object?>(ErrorTag, end.Code));
        }
    }

    /// <summary>A destination's state is another one; null: it is, or was, not here.</summary>
    public static void CountState(string? before, string? now)
    {
        Move(before, -1);
        Move(now, 1);

        static void Move(string? state, int by)
        {
            if (state is not null)
            {
                Destinations.Add(by, new KeyValuePair<string, object?>("crosslive.media.destination.state", state));
            }
        }
    }

    /// <summary>A worker has ended without being told to.</summary>
    public static void CountRestart(string role, string code) => Restarts.Add(1, new KeyValuePair<string, object?>(RoleTag, role), new KeyValuePair<string, object?>(ErrorTag, code));

    /// <summary>Pictures were left out.</summary>
    public static void CountDropped(string role, long pictures)
    {
        if (pictures > 0)
        {
            Dropped.Add(pictures, new KeyValuePair<string, object?>(RoleTag, role));
        }
    }

    /// <summary>The slate was sent for so long. False for <paramref name="isHostAway"/>: the destination's network carries no picture.</summary>
    public static void CountSlate(double seconds, bool isHostAway) => Slate.Add(seconds, new KeyValuePair<string, object?>("crosslive.media.slate.reason", isHostAway ? "host-away" : "network"));

    /// <summary>A recording could not begin or go on.</summary>
    public static void CountRecordingFailure(string code) => RecordingFailures.Add(1, new KeyValuePair<string, object?>(ErrorTag, code));

    private static string NameOf(RtmpEndReason reason) => reason switch
    {
        RtmpEndReason.Finished => "finished",
        RtmpEndReason.Disconnected => "disconnected",
        RtmpEndReason.Reset => "reset",
        RtmpEndReason.Silent => "silent",
        RtmpEndReason.TooSlow => "too-slow",
        RtmpEndReason.ProtocolError => "protocol-error",
        RtmpEndReason.CodecRefused => "codec-refused",
        RtmpEndReason.Refused => "refused",
        RtmpEndReason.TakenOver => "taken-over",
        RtmpEndReason.KeyRevoked => "key-revoked",
        RtmpEndReason.SinkFailed => "sink-failed",
        RtmpEndReason.Stopping => "stopping",
        _ => "other",
    };
}
