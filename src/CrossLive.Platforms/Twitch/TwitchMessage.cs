namespace CrossLive.Platforms.Twitch;

/// <summary>What an EventSub request is about.</summary>
public abstract record TwitchMessage;

/// <summary>An event.</summary>
public sealed record TwitchNotification(ParsedEvent Event) : TwitchMessage;

/// <summary>A new subscription that is confirmed by answering with this text, as it is.</summary>
public sealed record TwitchChallenge(string Challenge) : TwitchMessage;

/// <summary>Twitch has ended a subscription.</summary>
/// <param name="Reason">Such as "authorization_revoked" or "notification_failures_exceeded", and which subscription.</param>
public sealed record TwitchRevocation(string Reason) : TwitchMessage;
