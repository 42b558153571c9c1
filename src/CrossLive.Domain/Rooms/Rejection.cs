namespace CrossLive.Rooms;

/// <summary>
/// Why a command was refused: stable codes that clients and connectors may test for. A code never changes its meaning and is never reused.
/// </summary>
public static class Rejection
{
    /// <summary>Nobody has opened a room by this name.</summary>
    public const string RoomUnknown = "room.unknown";

    /// <summary>The room is closed.</summary>
    public const string RoomClosed = "room.closed";

    /// <summary>The room's log holds a damaged record; an operator has to look. Other rooms go on.</summary>
    public const string RoomDamaged = "room.damaged";

    /// <summary>The room moves to another process, or its storage does not answer: try again with the same key.</summary>
    public const string RoomUnavailable = "room.unavailable";

    /// <summary>Too many commands wait in the room: try again with the same key.</summary>
    public const string RoomBusy = "room.busy";

    /// <summary>The storage is full: nothing was written; try again once there is room.</summary>
    public const string StorageFull = "storage.full";

    /// <summary>The role does not allow this.</summary>
    public const string NotAllowed = "not-allowed";

    /// <summary>The person's id, name or account is missing, too long or no well-formed text, or the platform's name has not the form of one.</summary>
    public const string PersonInvalid = "person.invalid";

    /// <summary>One idempotency key with two contents.</summary>
    public const string KeyReused = "key.reused";

    /// <summary>An idempotency key is empty or over 255 characters.</summary>
    public const string KeyInvalid = "key.invalid";

    /// <summary>Nothing is left of the text after cleaning.</summary>
    public const string TextEmpty = "text.empty";

    /// <summary>The text is longer than the room allows.</summary>
    public const string TextTooLong = "text.too-long";

    /// <summary>The text is not well-formed Unicode, or piles up combining marks.</summary>
    public const string TextMalformed = "text.malformed";

    /// <summary>The text holds a word of the room's word list.</summary>
    public const string TextForbidden = "text.forbidden";

    /// <summary>The person is muted.</summary>
    public const string Muted = "chat.muted";

    /// <summary>Slow mode: the person spoke too recently.</summary>
    public const string SlowMode = "chat.slow-mode";

    /// <summary>A count or quantity is not positive, or too large.</summary>
    public const string CountInvalid = "count.invalid";

    /// <summary>The gift's id or name is missing, too long or no well-formed text.</summary>
    public const string GiftInvalid = "gift.invalid";

    /// <summary>The amount is not positive, too large, or has a fraction that the currency has not.</summary>
    public const string AmountInvalid = "money.amount";

    /// <summary>An order's id, status or lines are missing, too long or no well-formed text.</summary>
    public const string OrderInvalid = "order.invalid";

    /// <summary>A red packet's terms do not go: less than a minor unit for each part, or times out of range.</summary>
    public const string PacketInvalid = "packet.invalid";

    /// <summary>As many red packets are open as a room takes.</summary>
    public const string PacketLimit = "packet.limit";

    /// <summary>The red packet is not open yet: wait as long as the answer says.</summary>
    public const string PacketEarly = "packet.early";

    /// <summary>The red packet is over: all taken, expired, or never there.</summary>
    public const string PacketOver = "packet.over";

    /// <summary>This human has a part of the red packet already, from this platform or another.</summary>
    public const string PacketTaken = "packet.taken";

    /// <summary>Not an ISO 4217 currency.</summary>
    public const string CurrencyUnknown = "money.currency";

    /// <summary>No such message, or it is too long ago.</summary>
    public const string MessageUnknown = "message.unknown";

    /// <summary>A setting is out of its range.</summary>
    public const string SettingInvalid = "setting.invalid";

    /// <summary>This viewer sends too much: wait as long as the answer says.</summary>
    public const string ViewerRate = "rate.viewer";

    /// <summary>The room gets too much: wait as long as the answer says.</summary>
    public const string RoomRate = "rate.room";

    /// <summary>A command before <c>join</c>.</summary>
    public const string JoinRequired = "join.required";

    /// <summary>The token is for another room.</summary>
    public const string TokenRoom = "token.room";

    /// <summary>The gateway has as many viewers or rooms as it takes: try another, or later.</summary>
    public const string GatewayFull = "gateway.full";

    /// <summary>The gateway is stopping: come back, to another or to the next process.</summary>
    public const string GatewayStopping = "gateway.stopping";

    /// <summary>A batch of an edge holds nothing, too much, or something that is no command.</summary>
    public const string BatchInvalid = "batch.invalid";

    /// <summary>An edge follows itself, through other edges or at once: its upstream is set wrong.</summary>
    public const string EdgeLoop = "edge.loop";

    /// <summary>The platform may not send this kind of event (see the platform's declaration).</summary>
    public const string EventNotDeclared = "platform.not-declared";

    /// <summary>No connector goes by this platform's name.</summary>
    public const string PlatformUnknown = "platform.unknown";

    /// <summary>No such sale in the room.</summary>
    public const string SaleUnknown = "sale.unknown";

    /// <summary>A sale by this name has other terms.</summary>
    public const string SaleExists = "sale.exists";

    /// <summary>The sale is at a point where this cannot be done.</summary>
    public const string SalePhase = "sale.phase";

    /// <summary>The offer cannot be sold as it is; the detail says why.</summary>
    public const string OfferInvalid = "sale.offer";

    /// <summary>The sale is not open yet; retry when it says.</summary>
    public const string SaleEarly = "sale.early";

    /// <summary>The sale is over or cancelled.</summary>
    public const string SaleClosed = "sale.closed";

    /// <summary>The buyer would have more pieces than the sale allows.</summary>
    public const string SaleLimit = "sale.limit";

    /// <summary>Too many want it at this moment; wait and try again with the same key.</summary>
    public const string SaleBusy = "sale.busy";

    /// <summary>
    /// The claim has a place in the waiting room and is decided when its turn comes, unless its buyer stays away: come again with the same key when the answer says.
    /// </summary>
    public const string SaleWaiting = "sale.waiting";

    /// <summary>No such claim of this buyer.</summary>
    public const string ClaimUnknown = "claim.unknown";

    /// <summary>The payment is not named as it should be.</summary>
    public const string PaymentInvalid = "payment.invalid";

    /// <summary>The payment buys nothing and is to be refunded; the detail says why.</summary>
    public const string PaymentRefund = "payment.refund";
}
