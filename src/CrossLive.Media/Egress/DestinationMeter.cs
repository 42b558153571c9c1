using System.Text.Json;

namespace CrossLive.Media.Egress;

/// <summary>What one destination adds to <see cref="MediaTelemetry"/>: its state, and by how much its relays' own counts, which begin anew with each relay, have grown. Used by the room's loop.</summary>
internal sealed class DestinationMeter
{
    private const double MsPerSecond = 1_000;

    /// <summary>Between two of a relay's figures; more is a relay that hung.</summary>
    private const long MaxStepMs = 1_000;

    private const long WaitingEachMs = 1_000;

    private string? _state;
    private long _sentBytes, _droppedPictures;
    private long? _heardAtMs;
    private long _waitingAtMs;

    /// <summary>A relay has started.</summary>
    public void Begin() => (_sentBytes, _droppedPictures, _heardAtMs, _waitingAtMs) = (0, 0, null, 0);

    /// <summary>Its state; null: it is not here any more.</summary>
    public void NoteState(string? state)
    {
        if (state != _state)
        {
            MediaTelemetry.CountState(_state, state);
            _state = state;
        }
    }

    /// <summary>A relay's figures.</summary>
    /// <param name="isHostAway">The encoder has nothing of the host: what is sent is the slate, whatever the network carries.</param>
    public void Hear(JsonElement stats, bool isHostAway)
    {
        var (sent, dropped) = (stats.GetProperty("sentBytes").GetInt64(), stats.GetProperty("droppedPictures").GetInt64());
        MediaTelemetry.SentBytes.Add(Math.Max(0, sent - _sentBytes));
        MediaTelemetry.CountDropped("relay", dropped - _droppedPictures);
        (_sentBytes, _droppedPictures) = (sent, dropped);
        if (!stats.GetProperty("publishing").GetBoolean() || stats.GetProperty("sentPictures").GetInt64() == 0)
        {
            return;
        }

        var atMs = stats.GetProperty("atMs").GetInt64();
        if (_heardAtMs is { } before && (isHostAway || stats.GetProperty("slate").GetBoolean()))
        {
            MediaTelemetry.CountSlate(Math.Clamp(atMs - before, 0, MaxStepMs) / MsPerSecond, isHostAway);
        }

        _heardAtMs = atMs;
        if (atMs - _waitingAtMs >= WaitingEachMs)
        {
            _waitingAtMs = atMs;
            MediaTelemetry.Waiting.Record(stats.GetProperty("oldestVideoMs").GetInt64() / MsPerSecond);
        }
    }
}
