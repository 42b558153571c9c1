using System.Security.Claims;
using CrossLive.Rooms;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CrossLive.Gateway.Auth;

/// <summary>Makes tokens: for the development endpoint, for this process as an edge, for previews and replays of streams, and for tests. In production the operator's own application makes them, with the same key.</summary>
public sealed class TokenIssuer(IOptions<TokenOptions> options, TimeProvider time)
{
    /// <summary>A signed token.</summary>
    /// <param name="person">The person's id (<c>sub</c>).</param>
    /// <param name="name">What is shown.</param>
    /// <param name="room">The one room it is good for, or <see cref="Caller.AnyRoom"/>.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="lifetime">How long it is good for.</param>
    /// <param name="account">The operator's own account of the human, see <see cref="Person.Account"/>.</param>
    /// <param name="platform">The platform whose audience the person came from, see <see cref="Caller.Platform"/>.</param>
    public string Issue(string person, string name, string room, Role role, TimeSpan lifetime, string? account = null, string? platform = null) =>
        Issue(person, name, room, Caller.NameOf(role), lifetime, account, platform is null ? [] : [new Claim(Caller.PlatformClaim, platform)]);

    /// <summary>A signed token of an edge, for every room.</summary>
    /// <param name="name">The edge's name.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public string IssueForEdge(string name, TimeSpan lifetime) => Issue(name, name, Caller.AnyRoom, Caller.EdgeRole, lifetime, account: null);

    /// <summary>A signed token that is good for watching one room's stream and for nothing else.</summary>
    /// <param name="person">Who asked for it.</param>
    /// <param name="room">The room.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public string IssueForPreview(string person, string room, TimeSpan lifetime) => Issue(person, person, room, Caller.PreviewRole, lifetime, account: null);

    /// <summary>A signed token that is good for watching one recording and for nothing else.</summary>
    /// <param name="person">Who asked for it.</param>
    /// <param name="room">The room.</param>
    /// <param name="recording">The recording's name.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public string IssueForReplay(string person, string room, string recording, TimeSpan lifetime) =>
        Issue(person, person, room, Caller.ReplayRole, lifetime, account: null, new Claim(Caller.RecordingClaim, recording));

    private string Issue(string person, string name, string room, string role, TimeSpan lifetime, string? account, params Claim[] more)
    {
        var now = time.GetUtcNow();
        var description = new SecurityTokenDescriptor
        {
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(options.Value.KeyBytes()), SecurityAlgorithms.HmacSha256),
            Subject = new ClaimsIdentity(
            [
                new Claim(Caller.PersonClaim, person),
                new Claim(Caller.NameClaim, name),
                new Claim(Caller.RoomClaim, room),
                new Claim(Caller.RoleClaim, role),
                .. account is null ? Array.Empty<Claim>() : [new Claim(Caller.AccountClaim, account)],
                .. more,
            ]),
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(description);
    }
}
