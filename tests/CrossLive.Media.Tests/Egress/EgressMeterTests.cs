using System.Diagnostics.Metrics;
using System.Text.Json;
using CrossLive.Media.Egress;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Egress;

public sealed class EgressMeterTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _sums = new(StringComparer.Ordinal);

    public EgressMeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == MediaTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void What_relays_say_adds_up_and_one_that_begins_anew_counts_from_nothing()
    {
        var meter = new DestinationMeter();
        meter.Begin();
        meter.Hear(Relay(atMs: 100, sentBytes: 1_000, dropped: 2), isHostAway: false);
        meter.Hear(Relay(atMs: 200, sentBytes: 1_500, dropped: 2), isHostAway: false);
        meter.Begin();
        meter.Hear(Relay(atMs: 50, sentBytes: 300, dropped: 1), isHostAway: false);
        Sum("crosslive.media.egress.bytes").ShouldBe(1_800);
        Sum("crosslive.media.egress.pictures.dropped relay").ShouldBe(3);
    }

    [Fact]
    public void The_slate_s_time_is_told_by_reason_and_no_more_of_it_than_a_relay_speaks_of()
    {
        var meter = new DestinationMeter();
        meter.Begin();
        meter.Hear(Relay(atMs: 1_000, slate: true), isHostAway: false);
        meter.Hear(Relay(atMs: 1_100, slate: true), isHostAway: false);
        meter.Hear(Relay(atMs: 1_300, slate: true), isHostAway: true);
        meter.Hear(Relay(atMs: 1_400), isHostAway: false);
        // It hung meanwhile.
        meter.Hear(Relay(atMs: 61_400, slate: true), isHostAway: false);
        Sum("crosslive.media.egress.slate network").ShouldBe(1.1, 0.001);
        Sum("crosslive.media.egress.slate host-away").ShouldBe(0.2, 0.001);
    }

    [Fact]
    public void What_waits_is_told_once_a_second_and_only_while_the_destination_is_live()
    {
        var meter = new DestinationMeter();
        meter.Begin();
        meter.Hear(Relay(atMs: 5_000, waitingMs: 900, sentPictures: 0), isHostAway: false);
        for (var atMs = 6_000; atMs < 8_000; atMs += 100)
        {
            meter.Hear(Relay(atMs, waitingMs: 250), isHostAway: false);
        }

        Sum("crosslive.media.egress.waiting").ShouldBe(0.5, 0.001);
    }

    [Fact]
    public void A_destination_is_in_one_state_at_a_time_and_in_none_when_it_is_gone()
    {
        var meter = new DestinationMeter();
        foreach (var state in new[] { "connecting", "live", "live", "retrying" })
        {
            meter.NoteState(state);
        }

        Sum("crosslive.media.destinations connecting").ShouldBe(0);
        Sum("crosslive.media.destinations live").ShouldBe(0);
        Sum("crosslive.media.destinations retrying").ShouldBe(1);
        meter.NoteState(null);
        Sum("crosslive.media.destinations retrying").ShouldBe(0);
    }

    [Fact]
    public void Pictures_that_an_encoder_drops_count_as_its_own_where_all_miss_them_and_as_a_relay_s_where_one_does()
    {
        var meter = new EncoderMeter();
        meter.Begin();
        meter.Hear(Encoder(overload: 1, ahead: 2, relays: 5));
        meter.Hear(Encoder(overload: 4, ahead: 2, relays: 5));
        meter.Begin();
        meter.Hear(Encoder(overload: 0, ahead: 1, relays: 0));
        Sum("crosslive.media.egress.pictures.dropped encoder").ShouldBe(7);
        Sum("crosslive.media.egress.pictures.dropped relay").ShouldBe(5);
    }

    private static JsonElement Relay(long atMs, long sentBytes = 0, long dropped = 0, bool slate = false, long waitingMs = 0, long sentPictures = 1) => JsonSerializer.SerializeToElement(
        new { atMs, publishing = true, sentBytes, droppedPictures = dropped, sentPictures, slate, oldestVideoMs = waitingMs });

    private static JsonElement Encoder(long overload, long ahead, long relays) =>
        JsonSerializer.SerializeToElement(new { overloadDrops = overload, aheadDrops = ahead, relayPictureDrops = relays });

    private double Sum(string series)
    {
        lock (_sums)
        {
            return _sums.GetValueOrDefault(series);
        }
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = instrument.Name;
        foreach (var tag in tags)
        {
            series += $" {tag.Value}";
        }

        lock (_sums)
        {
            _sums[series] = _sums.GetValueOrDefault(series) + value;
        }
    }
}
