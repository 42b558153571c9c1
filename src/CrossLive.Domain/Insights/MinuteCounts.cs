using MessagePack;
using Orleans;

namespace CrossLive.Insights;

/// <summary>One minute of a room. Counts are of events in the room, not of people.</summary>
/// <param name="StartUnixMs">When the minute began, UTC.</param>
/// <param name="Chats">Messages.</param>
/// <param name="Gifts">Gifts, each of a quantity counted.</param>
/// <param name="Shares">Shares.</param>
/// <param name="Follows">Follows.</param>
/// <param name="PeakReportedViewers">The largest number of viewers that one platform reported in this minute; platforms count by rules of their own and are not added up.</param>
[GenerateSerializer, Immutable, Alias("crosslive.MinuteCounts"), MessagePackObject]
public sealed record MinuteCounts(
    [property: Id(0), Key(0)] long StartUnixMs,
    [property: Id(1), Key(1)] long Chats,
    [property: Id(2), Key(2)] long Gifts,
    [property: Id(3), Key(3)] long Shares,
    [property: Id(4), Key(4)] long Follows,
    [property: Id(5), Key(5)] long PeakReportedViewers);
