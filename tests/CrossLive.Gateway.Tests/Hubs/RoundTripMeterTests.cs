using CrossLive.FlashSales.Fairness;
using CrossLive.Gateway.Hubs;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Hubs;

public sealed class RoundTripMeterTests : IClassFixture<SharedServer>
{
    private readonly FakeTimeProvider _time = new();
    private readonly RoomServer _server;

    public RoundTripMeterTests(SharedServer shared) => _server = shared.Server;

    [Fact]
    public void The_shortest_of_four_or_more_acknowledged_answers_counts_for_a_claim()
    {
        var meter = new RoundTripMeter(_time);
        foreach (var ms in (int[])[90, 80, 95])
        {
            Measure(meter, ms);
        }

        meter.Credit().IsGiven.ShouldBeFalse();
        Measure(meter, 84);

        meter.Credit().ShouldBe(new RoundTripCredit(80_000, 15_000, 11_250, 4));
    }

    [Fact]
    public void Who_delays_every_acknowledgement_is_no_further_away_than_the_transport_says()
    {
        var meter = new RoundTripMeter(_time);
        for (var i = 0; i < FairnessLimits.LeastRoundTrips; i++)
        {
            Measure(meter, 280);
        }

        meter.Credit(80_000).RoundTripUs.ShouldBe(80_000);
        meter.Credit(400_000).RoundTripUs.ShouldBe(280_000);
        meter.Credit().RoundTripUs.ShouldBe(280_000);
    }

    [Fact]
    public void A_number_that_was_made_up_or_comes_a_second_time_measures_nothing()
    {
        var meter = new RoundTripMeter(_time);
        var number = meter.Answer()!;

        meter.Acknowledge("0000000000000001").ShouldBeFalse();
        meter.Acknowledge("+00000000000001a").ShouldBeFalse();
        meter.Acknowledge(null).ShouldBeFalse();
        meter.Acknowledge(number).ShouldBeTrue();
        meter.Acknowledge(number).ShouldBeFalse();
    }

    [Fact]
    public void Who_asks_too_often_is_answered_without_a_number_until_time_has_passed()
    {
        var meter = new RoundTripMeter(_time);
        for (var i = 0; i < ProtocolLimits.TimeBurst; i++)
        {
            meter.Answer().ShouldNotBeNull();
        }

        meter.Answer().ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(1.0 / ProtocolLimits.TimesPerSecond));
        meter.Answer().ShouldNotBeNull();
        meter.Answer().ShouldBeNull();
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task The_hub_gives_out_numbers_and_takes_each_back_without_an_answer(WireProtocol protocol)
    {
        await using var viewer = await _server.ConnectAsync(_server.Token("clock"), protocol);
        var numbers = new List<string>();
        for (var i = 0; i < FairnessLimits.LeastRoundTrips; i++)
        {
            var reply = await viewer.Connection.InvokeAsync<TimeReply>(HubMethods.Time, new TimeCall(i));
            numbers.Add(reply.Number.ShouldNotBeNull());
            await viewer.Connection.SendAsync(HubMethods.TimeAck, new TimeAckCall(reply.Number));
        }

        numbers.ShouldBeUnique();
        numbers.ShouldAllBe(number => number.Length == 16);
        (await viewer.Connection.InvokeAsync<TimeReply>(HubMethods.Time, new TimeCall(9))).ClientMs.ShouldBe(9);
    }

    private void Measure(RoundTripMeter meter, int ms)
    {
        var number = meter.Answer();
        _time.Advance(TimeSpan.FromMilliseconds(ms));
        meter.Acknowledge(number).ShouldBeTrue();
    }
}
