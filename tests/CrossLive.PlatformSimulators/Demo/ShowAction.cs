namespace CrossLive.PlatformSimulators.Demo;

/// <summary>Something that a viewer, or a platform, does.</summary>
/// <param name="Number">Unique in the run; ids on the platforms are made of it.</param>
/// <param name="Platform">Where.</param>
public abstract record ShowAction(long Number, string Platform);

/// <summary>Says something.</summary>
public sealed record Say(long Number, Persona Who, string Text) : ShowAction(Number, Who.Platform);

/// <summary>Likes, several times at once.</summary>
public sealed record Like(long Number, Persona Who, int Count) : ShowAction(Number, Who.Platform);

/// <summary>Gives something; <paramref name="Size"/> 0 (a rose) to 1 (a castle).</summary>
public sealed record Give(long Number, Persona Who, double Size, string Text) : ShowAction(Number, Who.Platform);

/// <summary>Follows the host.</summary>
public sealed record StartFollowing(long Number, Persona Who) : ShowAction(Number, Who.Platform);

/// <summary>Shares the room.</summary>
public sealed record ShareRoom(long Number, Persona Who, string Target) : ShowAction(Number, Who.Platform);

/// <summary>The platform counts its viewers.</summary>
public sealed record ReportViewers(long Number, string Platform, int Count) : ShowAction(Number, Platform);

/// <summary>A moderator of the platform takes a message away.</summary>
public sealed record TakeDown(long Number, string Platform, long SaidIn) : ShowAction(Number, Platform);
