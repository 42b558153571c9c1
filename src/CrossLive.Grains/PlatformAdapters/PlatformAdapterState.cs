namespace CrossLive.Platforms;

/// <summary>What an adapter keeps between activations.</summary>
[GenerateSerializer, Alias("crosslive.PlatformAdapterState")]
public sealed class PlatformAdapterState
{
    /// <summary>How the platform is connected; null where it never was.</summary>
    [Id(0)]
    public PlatformConnection? Connection { get; set; }

    /// <summary>Where the next page of a polled platform begins. Stored after the page before it is durable in the room: a crash between the two repeats a page, and the room knows its events.</summary>
    [Id(1)]
    public string? Cursor { get; set; }

    /// <summary>Why the platform ended it, or null.</summary>
    [Id(2)]
    public string? Revocation { get; set; }
}
