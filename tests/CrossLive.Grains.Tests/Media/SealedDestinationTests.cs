using CrossLive.Media;

namespace CrossLive.Grains.Tests.Media;

/// <summary>Destinations' addresses in the storage. One cluster of its own: the tests switch its seal.</summary>
public sealed class SealedDestinationTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private const string Process = "here";
    private static readonly StreamDestination YouTube = new("youtube", "rtmp://a.example/live2/key", IsEnabled: true);
    private static readonly StreamDestination Twitch = new("twitch", "rtmp://b.example/app/key", IsEnabled: true);

    private RoomCluster Cluster => shared.Cluster;

    [Fact]
    public async Task Addresses_that_were_stored_in_the_clear_are_read_and_stored_again_sealed_once()
    {
        Cluster.Seal.IsOff = true;
        var grain = Session();
        await grain.SetDestinationAsync(YouTube);
        await grain.SetDestinationAsync(Twitch);
        Cluster.Seal.IsOff = false;
        var before = Cluster.Seal.Sealed;
        await Cluster.DeactivateAsync(grain);
        (await grain.InspectEgressAsync()).Destinations.ShouldBe([YouTube, Twitch]);
        (Cluster.Seal.Sealed - before).ShouldBe(2);
        await Cluster.DeactivateAsync(grain);
        (await grain.InspectEgressAsync()).Destinations.ShouldBe([YouTube, Twitch]);
        (Cluster.Seal.Sealed - before).ShouldBe(2, "They stand there sealed.");
    }

    [Fact]
    public async Task Without_the_key_ring_the_room_goes_on_and_its_destinations_are_locked_until_they_are_set_anew_or_it_is_back()
    {
        var grain = Session();
        await grain.SetKeyAsync(StreamKey.DigestOf("room.secret"));
        await grain.BeginAsync(new StreamBegin(Guid.NewGuid(), (await grain.CheckKeyAsync(StreamKey.DigestOf("room.secret")))!.Value, Process, null, 0));
        await grain.SetDestinationAsync(YouTube);
        await grain.SetDestinationAsync(Twitch);
        Cluster.Seal.IsLost = true;
        await Cluster.DeactivateAsync(grain);
        (await grain.InspectEgressAsync()).Destinations.ShouldAllBe(each => each.IsLocked && each.Url.Length == 0);
        var plan = await grain.ReportEgressAsync(Process, EgressReport.None);
        (plan.IsYours, plan.Destinations.Count).ShouldBe((true, 0));
        (await Should.ThrowAsync<DestinationNotSealedException>(() => grain.SetDestinationAsync(YouTube))).Message.ShouldContain("key ring");

        // A new ring: what is set anew is sent to, and the other one is kept for when the old ring is put back.
        Cluster.Seal.IsLost = false;
        await grain.SetDestinationAsync(YouTube);
        (await grain.ReportEgressAsync(Process, EgressReport.None)).Destinations.ShouldBe([YouTube]);
        await Cluster.DeactivateAsync(grain);
        (await grain.ReportEgressAsync(Process, EgressReport.None)).Destinations.ShouldBe([YouTube, Twitch]);
    }

    private IMediaSessionGrain Session() => Cluster.Grains.GetGrain<IMediaSessionGrain>($"room-{Guid.NewGuid():N}");
}
