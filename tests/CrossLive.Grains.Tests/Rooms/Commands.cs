using CrossLive.Rooms;

namespace CrossLive.Grains.Tests.Rooms;

/// <summary>Commands to send, with the keys that make a repeat recognisable.</summary>
internal static class Commands
{
    public static readonly Person Viewer = new(PlatformId.Web, "v1", "Vera");
    public static readonly Person Operator = new(PlatformId.Web, "op", "Olga", Role.Operator);

    public static RoomCommand Open(string title = "The show") => new(Operator, new OpenRoom(title), KeyOf("open " + title));

    public static RoomCommand Chat(string text) => new(Viewer, new PostChat(text), KeyOf(text));

    public static RoomCommand Gift(string id, long quantity = 1) =>
        new(Viewer, new SendGift("rose", "Rose", quantity, new Money(100, "EUR")), KeyOf("gift " + id));

    public static RoomCommand Likes(long count, string? key = null) => new(Viewer, new SendLikes(count), key is null ? null : KeyOf(key));

    private static CommandKey KeyOf(string id) => CommandKey.For(Viewer.Handle, id);
}
