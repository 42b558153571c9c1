using CrossLive.Gateway.Auth;
using CrossLive.Rooms;
using Microsoft.Extensions.Options;

namespace CrossLive.Server.Tests;

/// <summary>Tokens as the operator's own application would make them: with the key that the server keeps in its data folder.</summary>
internal sealed class Tokens(string dataDirectory)
{
    private readonly string _key = File.ReadAllText(Path.Combine(dataDirectory, "signing.key")).Trim();

    /// <summary>A token for the room.</summary>
    public string For(string room, string person, Role role = Role.Viewer, string? platform = null) =>
        IssuerWith(_key).Issue(person, person, room, role, TimeSpan.FromHours(1), platform: platform);

    /// <summary>A token that ran out before now, by far more than clocks may differ.</summary>
    public string Expired(string room, string person) => IssuerWith(_key).Issue(person, person, room, Role.Viewer, TimeSpan.FromMinutes(-10));

    /// <summary>A token with the right key that somebody else made.</summary>
    public string FromIssuer(string issuer, string room, string person) => IssuerWith(_key, issuer).Issue(person, person, room, Role.Viewer, TimeSpan.FromHours(1));

    /// <summary>An issuer with a key of one's choice.</summary>
    public static TokenIssuer IssuerWith(string key, string issuer = "crosslive") =>
        new(Options.Create(new TokenOptions { SigningKey = key, Issuer = issuer }), TimeProvider.System);
}
