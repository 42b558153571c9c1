using System.Globalization;
using System.Security.Claims;
using CrossLive.Chat;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Auth;

/// <summary>Who calls, as the token says.</summary>
/// <param name="Person">The person, on our own platform.</param>
/// <param name="Room">The one room that the token is good for, or <see cref="AnyRoom"/>.</param>
/// <param name="ExpiresAt">When the token's time is over.</param>
/// <param name="IsEdge">True where it is a gateway that shows rooms to viewers of its own: it speaks for them, not for itself.</param>
/// <param name="Platform">The platform whose audience the person came from, where the token says one: pieces of a sale that are set aside for it are theirs to claim.</param>
public sealed record Caller(Person Person, string Room, DateTimeOffset? ExpiresAt, bool IsEdge = false, string? Platform = null)
{
    /// <summary>The role of an edge, as it stands in tokens. No role of a person.</summary>
    public const string EdgeRole = "edge";

    /// <summary>The role of who watches a stream's preview, as it stands in tokens. No role of a person: such a token is good for nothing else.</summary>
    public const string PreviewRole = "preview";

    /// <summary>The role of who watches one recording, as it stands in tokens. No role of a person: such a token is good for nothing else.</summary>
    public const string ReplayRole = "replay";

    /// <summary>A token for every room.</summary>
    public const string AnyRoom = "*";

    // The end of the year 9999: a later one is as good.
    private const long MaxUnixSeconds = 253_402_300_799;

    /// <summary>Claim: the person's id.</summary>
    public const string PersonClaim = "sub";

    /// <summary>Claim: the name shown.</summary>
    public const string NameClaim = "name";

    /// <summary>Claim: the room.</summary>
    public const string RoomClaim = "room";

    /// <summary>Claim: the role.</summary>
    public const string RoleClaim = "role";

    /// <summary>Claim of <see cref="ReplayRole"/>: the recording.</summary>
    public const string RecordingClaim = "recording";

    /// <summary>Claim, optional: the operator's own account of the human, see <see cref="Person.Account"/>.</summary>
    public const string AccountClaim = "acct";

    /// <summary>Claim, optional: the short name of the platform whose audience the person came from, see <see cref="PlatformId"/>.</summary>
    public const string PlatformClaim = "plat";

    /// <summary>True where the token is good for this room.</summary>
    public bool MayEnter(string? room) => room is not null && (Room == AnyRoom || string.Equals(Room, room, StringComparison.Ordinal));

    /// <summary>The role as it stands in tokens.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Moderator => "moderator",
        Role.Operator => "operator",
        Role.Platform => "platform",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>A role by its name in tokens, or null.</summary>
    public static Role? RoleOf(string? name) => name switch
    {
        "viewer" => Role.Viewer,
        "moderator" => Role.Moderator,
        "operator" => Role.Operator,
        "platform" => Role.Platform,
        _ => null,
    };

    /// <summary>Reads a caller from a checked token's claims; null where one that is needed is missing, or one is wrong.</summary>
    public static Caller? From(ClaimsPrincipal? user)
    {
        var isEdge = string.Equals(user?.FindFirstValue(RoleClaim), EdgeRole, StringComparison.Ordinal);
        if (user?.FindFirstValue(PersonClaim) is not { Length: >= 1 and <= Person.MaxIdLength } id
            || user.FindFirstValue(RoomClaim) is not { } room || !(room == AnyRoom || RoomId.IsWellFormed(room))
            || (isEdge ? Role.Viewer : RoleOf(user.FindFirstValue(RoleClaim))) is not { } role)
        {
            return null;
        }

        // One that cannot be used is no token without one: who passed for nobody's account could take part a second time.
        var account = user.FindFirstValue(AccountClaim);
        var platform = user.FindFirstValue(PlatformClaim);
        if ((account is not null && !Person.IsAccount(account)) || (platform is not null && !PlatformId.IsWellFormed(platform)))
        {
            return null;
        }

        var name = ChatText.Clean(user.FindFirstValue(NameClaim), Person.MaxNameLength, TextPolicy.Repair).Text ?? "viewer";
        DateTimeOffset? expiresAt = long.TryParse(user.FindFirstValue("exp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, MaxUnixSeconds))
            : null;
        return new Caller(new Person(PlatformId.Web, id, name, role, account), room, expiresAt, isEdge, platform);
    }
}
