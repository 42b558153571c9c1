namespace CrossLive.Protocol;

/// <summary>The names of the room hub's calls and messages. Each stands on the wire for ever.</summary>
public static class HubMethods
{
    /// <summary>The hub's path.</summary>
    public const string Path = "/hubs/room";

    /// <summary>Enters a room, or comes back to it: <see cref="Calls.JoinRequest"/> → <see cref="Calls.JoinReply"/>.</summary>
    public const string Join = "join";

    /// <summary>Says something: <see cref="Calls.ChatCall"/>.</summary>
    public const string Chat = "chat";

    /// <summary>Likes: <see cref="Calls.LikeCall"/>.</summary>
    public const string Like = "like";

    /// <summary>Gives a gift: <see cref="Calls.GiftCall"/>.</summary>
    public const string Gift = "gift";

    /// <summary>Shared the room: <see cref="Calls.ShareCall"/>.</summary>
    public const string Share = "share";

    /// <summary>Followed the host: <see cref="Calls.FollowCall"/>.</summary>
    public const string Follow = "follow";

    /// <summary>Compares clocks: <see cref="Calls.TimeCall"/> → <see cref="Calls.TimeReply"/>.</summary>
    public const string Time = "time";

    /// <summary>Has the answer of <see cref="Time"/>: <see cref="Calls.TimeAckCall"/>, at once and without waiting for an answer.</summary>
    public const string TimeAck = "timeAck";

    /// <summary>Takes a message away: <see cref="Calls.DeleteCall"/>. Moderator.</summary>
    public const string Delete = "delete";

    /// <summary>Mutes a person: <see cref="Calls.MuteCall"/>. Moderator.</summary>
    public const string Mute = "mute";

    /// <summary>Ends a mute: <see cref="Calls.UnmuteCall"/>. Moderator.</summary>
    public const string Unmute = "unmute";

    /// <summary>Sets slow mode: <see cref="Calls.SlowCall"/>. Moderator.</summary>
    public const string Slow = "slow";

    /// <summary>Replaces the word list: <see cref="Calls.WordsCall"/>. Moderator.</summary>
    public const string Words = "words";

    /// <summary>Opens the room: <see cref="Calls.OpenCall"/>. Operator.</summary>
    public const string Open = "open";

    /// <summary>Closes the room: <see cref="Calls.CloseCall"/>. Operator.</summary>
    public const string Close = "close";

    /// <summary>Says something to everybody: <see cref="Calls.AnnounceCall"/>. Operator.</summary>
    public const string Announce = "announce";

    /// <summary>Pins a message or a text: <see cref="Calls.PinCall"/>. Operator.</summary>
    public const string Pin = "pin";

    /// <summary>Takes the pin away: <see cref="Calls.UnpinCall"/>. Operator.</summary>
    public const string Unpin = "unpin";

    /// <summary>Plans a flash sale: <see cref="Calls.SaleScheduleCall"/>. Operator.</summary>
    public const string SaleSchedule = "saleSchedule";

    /// <summary>Has it open at its time: <see cref="Calls.SaleCall"/>. Operator.</summary>
    public const string SaleArm = "saleArm";

    /// <summary>Moves its times: <see cref="Calls.SaleMoveCall"/>. Operator.</summary>
    public const string SaleMove = "saleMove";

    /// <summary>Ends it; reservations can still be paid: <see cref="Calls.SaleCall"/>. Operator.</summary>
    public const string SaleClose = "saleClose";

    /// <summary>Calls it off; reservations are released, what was paid is to be refunded: <see cref="Calls.SaleCall"/>. Operator.</summary>
    public const string SaleCancel = "saleCancel";

    /// <summary>Wants pieces: <see cref="Calls.ClaimCall"/>.</summary>
    public const string Claim = "claim";

    /// <summary>What became of a claim: <see cref="Calls.ClaimNumberCall"/>.</summary>
    public const string ClaimLook = "claimLook";

    /// <summary>Gives a reservation or a place in the queue back: <see cref="Calls.ClaimNumberCall"/>.</summary>
    public const string ClaimRelease = "claimRelease";

    /// <summary>A claim was paid: <see cref="Calls.ClaimPayCall"/>. Operator.</summary>
    public const string ClaimPay = "claimPay";

    /// <summary>Announces a red packet: <see cref="Calls.PacketCall"/>. Operator.</summary>
    public const string Packet = "packet";

    /// <summary>Takes a part of a red packet: <see cref="Calls.GrabCall"/>.</summary>
    public const string Grab = "grab";

    /// <summary>Server to client: the next events, <see cref="Frames.EventFrame"/>.</summary>
    public const string Events = "events";

    /// <summary>Server to client: start again from a snapshot, <see cref="Calls.ResetMessage"/>.</summary>
    public const string Reset = "reset";

    /// <summary>Server to client: the connection is about to end, <see cref="Calls.ByeMessage"/>.</summary>
    public const string Bye = "bye";
}
