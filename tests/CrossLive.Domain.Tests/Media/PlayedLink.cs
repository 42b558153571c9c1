using CrossLive.Media;

namespace CrossLive.Domain.Tests.Media;

/// <summary>A link for tests: it delivers at a rate after a round trip, and pictures wait for what it cannot take. Fluid, without packets.</summary>
internal sealed class PlayedLink(BitrateController controller, double roundTripMs = 40)
{
    private const int StepMs = 10;
    private double _waiting, _inFlight, _acked, _lost;
    private long _sent, _nowMs;

    /// <summary>Decisions so far.</summary>
    public List<BitrateDecision> Decisions { get; } = [];

    /// <summary>Plays for so long at a capacity and a loss.</summary>
    /// <param name="ms">How long.</param>
    /// <param name="kbps">Capacity.</param>
    /// <param name="loss">Lost share of packets that are sent again at once.</param>
    /// <param name="extraMs">How much longer the round trip is.</param>
    public void Play(long ms, double kbps, double loss = 0, double extraMs = 0)
    {
        for (var untilMs = _nowMs + ms; _nowMs < untilMs; _nowMs += StepMs)
        {
            if (controller.Mode == MediaMode.Picture)
            {
                _waiting += controller.VideoBps / 8_000.0 * StepMs;
            }

            var audio = controller.AudioBps / 8_000.0 * StepMs;
            var written = audio + Math.Clamp(controller.CapBytes - _inFlight - audio, 0, Math.Max(0, _waiting));
            _waiting -= written - audio;
            _inFlight += written;
            var delivered = Math.Min(_inFlight, kbps / 8 * StepMs);
            _inFlight -= delivered;
            _acked += delivered;
            var packets = (long)Math.Ceiling(delivered / MediaLimits.MaxSliceBytes);
            _sent += packets;
            _lost += packets * loss;
            var waitsMs = controller.VideoBps > 0 ? (long)Math.Min(1_000, _waiting * 8_000 / Math.Max(1, kbps * 1_000)) : 0;
            if (waitsMs >= MediaLimits.MaxVideoMs || controller.Mode == MediaMode.Slate)
            {
                _waiting = 0;
            }

            controller.Observe(new LinkMeasurement(_nowMs, (long)_acked, (long)_inFlight, roundTripMs + extraMs, _sent, (long)_lost, waitsMs));
            while (controller.TryTakeDecision(out var decision))
            {
                Decisions.Add(decision);
            }
        }
    }
}
