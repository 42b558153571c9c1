using CrossLive.Gateway.Fanout;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Grains;

/// <summary>Rooms from the grains of this process' cluster.</summary>
internal sealed class GrainRooms(
    IGrainFactory grains, LocalRoomObservers local, IOptions<GatewayOptions> options, GatewayName self, TimeProvider time, Random random, ILogger<GrainRooms> logger) : IRooms
{
    private readonly GrainRoomSource.Dependencies _dependencies = new(
        [.. options.Value.Gifts.Select(gift => new GiftOffer(gift.Id, gift.Name, gift.MinorUnits, gift.Currency))],
        self.Value,
        observer =>
        {
            var reference = grains.CreateObjectReference<IRoomObserver>(observer);
            local.Add(reference, observer);
            return reference;
        },
        reference =>
        {
            local.Remove(reference);
            grains.DeleteObjectReference<IRoomObserver>(reference);
        });

    /// <inheritdoc/>
    public IRoomSource Follow(RoomFeed feed)
    {
        var grain = grains.GetGrain<IRoomGrain>(feed.Room);
        var sales = new GrainSaleInbox(feed.Room, grains, feed.ShowsSale, options.Value, time, random);
        return new GrainRoomSource(feed, grain, _dependencies, new GrainRoomInbox(grain, sales, _dependencies.Gifts, options.Value, time, random), options.Value, time, logger);
    }
}
