namespace CrossLive.Protocol.Frames;

/// <summary>The kinds of event as they stand on the wire (<c>t</c>).</summary>
public static class EventKinds
{
    /// <summary>The room is open.</summary>
    public const string Open = "open";

    /// <summary>The room is closed.</summary>
    public const string Close = "close";

    /// <summary>Somebody said something.</summary>
    public const string Chat = "chat";

    /// <summary>Likes and viewer counts.</summary>
    public const string Counters = "counters";

    /// <summary>A gift.</summary>
    public const string Gift = "gift";

    /// <summary>The room was shared.</summary>
    public const string Share = "share";

    /// <summary>The host was followed.</summary>
    public const string Follow = "follow";

    /// <summary>The operator said something.</summary>
    public const string Announce = "announce";

    /// <summary>A text is pinned.</summary>
    public const string Pin = "pin";

    /// <summary>Nothing is pinned any more.</summary>
    public const string Unpin = "unpin";

    /// <summary>A message is gone.</summary>
    public const string Delete = "delete";

    /// <summary>A person is muted.</summary>
    public const string Mute = "mute";

    /// <summary>A mute has ended.</summary>
    public const string Unmute = "unmute";

    /// <summary>Slow mode is set.</summary>
    public const string Slow = "slow";

    /// <summary>The word list is set.</summary>
    public const string Words = "words";

    /// <summary>What has become of a flash sale.</summary>
    public const string Sale = "sale";

    /// <summary>A red packet is announced.</summary>
    public const string Packet = "packet";

    /// <summary>Somebody took a part of one.</summary>
    public const string Grab = "grab";

    /// <summary>A red packet is over.</summary>
    public const string PacketOver = "packet-over";

    /// <summary>Something happened to an order of a shop.</summary>
    public const string Order = "order";

    /// <summary>Whether the host's stream comes in.</summary>
    public const string Stream = "stream";

    /// <summary>A chat that the server left out while sending fell behind. It keeps its place in the sequence; clients show that something is missing.</summary>
    public const string Thinned = "thinned";

    /// <summary>True where this version knows what the kind's fields mean. Of <see cref="Thinned"/> only the place is left.</summary>
    public static bool IsKnown(string? kind) => kind is Open or Close or Chat or Counters or Gift or Share or Follow or Announce or Pin or Unpin or Delete or Mute or Unmute or Slow or Words
        or Sale or Packet or Grab or PacketOver or Order or Stream;
}
