using System.Diagnostics.CodeAnalysis;

namespace CrossLive.Rooms;

/// <summary>The names of rooms: letters, digits, '-' and '_', 1 to 64 characters; they stand in addresses, grain keys, file and table keys as they are.</summary>
public static class RoomId
{
    /// <summary>Most characters a room's name has.</summary>
    public const int MaxLength = 64;

    /// <summary>True where <paramref name="room"/> can be a room's name.</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? room) =>
        room is { Length: >= 1 and <= MaxLength } && room.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
