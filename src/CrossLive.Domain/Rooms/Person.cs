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

/// <summary>
/// Who acts: one person on one platform. The same human on two platforms is two people here, whom only <paramref name="Account"/> can tie together.
/// </summary>
/// <param name="Platform">Short name of the platform, see <see cref="PlatformId"/>.</param>
/// <param name="Id">The platform's own stable id of the person, 1 to 128 characters.</param>
/// <param name="Name">What is shown, 1 to 64 characters, already cleaned.</param>
/// <param name="Role">What the person may do here.</param>
/// <param name="Account">
/// The operator's own account of the human behind it, 1 to 128 characters, where the operator's login knows one; else null. It is in the log, and in
/// no frame to a viewer.
/// </param>
[GenerateSerializer, Immutable, Alias("crosslive.Person"), MessagePackObject]
public sealed record Person(
    [property: Id(0), Key(0)] string Platform,
    [property: Id(1), Key(1)] string Id,
    [property: Id(2), Key(2)] string Name,
    [property: Id(3), Key(3)] Role Role = Role.Viewer,
    [property: Id(4), Key(4)] string? Account = null)
{
    /// <summary>Most characters of <see cref="Id"/>.</summary>
    public const int MaxIdLength = 128;

    /// <summary>Most characters of <see cref="Name"/>.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Most characters of <see cref="Account"/>.</summary>
    public const int MaxAccountLength = 128;

    /// <summary>True where the text can be an <see cref="Account"/>: it has its length, no control characters and no half of a surrogate pair.</summary>
    public static bool IsAccount(string? account) => OpaqueId.IsWellFormed(account, MaxAccountLength);

    /// <summary>One text that stands for the person in tables: platform and id.</summary>
    [IgnoreMember]
    public string Handle => Platform + "/" + Id;

    /// <summary>
    /// One text that stands for the human wherever something is limited to one for each: the account where there is one, else the person on its platform.
    /// </summary>
    [IgnoreMember]
    public string BuyerKey => Account is null ? Handle : "account:" + Account; // No platform's name holds a ':', so no handle reads like this.
}
