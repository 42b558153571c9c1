using MessagePack;
using Orleans;

namespace CrossLive.Rooms;

/// <summary>What a person may do in a room. Higher includes lower.</summary>
public enum Role
{
    /// <summary>Chats, likes, gives, shares.</summary>
    Viewer = 0,

    /// <summary>Also deletes messages, mutes people, sets slow mode and the word list.</summary>
    Moderator = 1,

    /// <summary>Also opens and closes the room, announces and pins.</summary>
    Operator = 2,

    /// <summary>A platform's connector: speaks for that platform's people and reports its counts. Not limited by slow mode or mutes' rate rules.</summary>
    Platform = 3,
}

/// <summary>Who acts: one person on one platform. The same human on two platforms is two people here.</summary>
/// <param name="Platform">Short name of the platform, see <see cref="PlatformId"/>.</param>
/// <param name="Id">The platform's own stable id of the person, 1 to 128 characters.</param>
/// <param name="Name">What is shown, 1 to 64 characters, already cleaned.</param>
/// <param name="Role">What the person may do here.</param>
[GenerateSerializer, Immutable, Alias("crosslive.Person"), MessagePackObject]
public sealed record Person(
    [property: Id(0), Key(0)] string Platform,
    [property: Id(1), Key(1)] string Id,
    [property: Id(2), Key(2)] string Name,
    [property: Id(3), Key(3)] Role Role = Role.Viewer)
{
    /// <summary>Most characters of <see cref="Id"/>.</summary>
    public const int MaxIdLength = 128;

    /// <summary>Most characters of <see cref="Name"/>.</summary>
    public const int MaxNameLength = 64;

    /// <summary>One text that stands for the person in tables: platform and id.</summary>
    [IgnoreMember]
    public string Handle => Platform + "/" + Id;
}
