using CrossLive.Orders;
using CrossLive.Rooms;

namespace CrossLive.Platforms;

/// <summary>The kinds of event that a platform may send into a room.</summary>
[Flags]
public enum PlatformEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Messages of viewers.</summary>
    Chat = 1 << 0,

    /// <summary>Likes.</summary>
    Like = 1 << 1,

    /// <summary>Gifts, paid or not, with or without a price.</summary>
    Gift = 1 << 2,

    /// <summary>The room was shared.</summary>
    Share = 1 << 3,

    /// <summary>The host was followed or subscribed to.</summary>
    Follow = 1 << 4,

    /// <summary>How many viewers there are.</summary>
    Viewers = 1 << 5,

    /// <summary>A message was deleted on the platform.</summary>
    Deletion = 1 << 6,

    /// <summary>A person was banned, timed out or allowed again on the platform.</summary>
    Mute = 1 << 7,

    /// <summary>Orders of a shop.</summary>
    Order = 1 << 8,

    /// <summary>All that viewers do and hosts see; a shop's orders come from its own connector only.</summary>
    All = Chat | Like | Gift | Share | Follow | Viewers | Deletion | Mute,
}

/// <summary>Which kind of event a command is.</summary>
public static class PlatformEventKind
{
    /// <summary>The kind of a command, or <see cref="PlatformEvents.None"/> where no platform may ever send it (opening a room, announcing).</summary>
    public static PlatformEvents Of(RoomCommandBody body) => body switch
    {
        PostChat => PlatformEvents.Chat,
        SendLikes => PlatformEvents.Like,
        SendGift => PlatformEvents.Gift,
        Share => PlatformEvents.Share,
        Follow => PlatformEvents.Follow,
        ChangeViewers or CountViewers => PlatformEvents.Viewers,
        DeleteMessage => PlatformEvents.Deletion,
        MuteUser or UnmuteUser => PlatformEvents.Mute,
        RecordOrder => PlatformEvents.Order,
        _ => PlatformEvents.None,
    };
}
