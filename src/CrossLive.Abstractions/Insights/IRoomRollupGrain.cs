using CrossLive.Rooms;

namespace CrossLive.Insights;

/// <summary>Minute counts of one room; the key is the room's name. Follows the room over a stream and may lag behind it.</summary>
[Alias("crosslive.IRoomRollupGrain")]
public interface IRoomRollupGrain : IGrainWithStringKey
{
    /// <summary>What it has counted so far.</summary>
    [Alias("get")]
    Task<RoomRollupReport> GetAsync();
}

/// <summary>Minute counts and how far they reach.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.RoomRollupReport")]
public sealed record RoomRollupReport([property: Id(0)] Position Through, [property: Id(1)] IReadOnlyList<MinuteCounts> Minutes);
