namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>Types of SignalR's messages.</summary>
internal static class HubType
{
    /// <summary>The answer to the handshake has no type.</summary>
    public const int None = 0;

    public const int Invocation = 1;
    public const int Completion = 3;
    public const int Ping = 6;
    public const int Close = 7;
}

/// <summary>What a server calls at a client.</summary>
internal enum HubTarget
{
    /// <summary>Something that the swarm does not know: passed over.</summary>
    Other = 0,

    /// <summary>A frame of events.</summary>
    Events,

    /// <summary>One event (the plain SignalR peer).</summary>
    Event,

    /// <summary>A snapshot for a slow client.</summary>
    Reset,

    /// <summary>The end.</summary>
    Bye,
}

/// <summary>Reads <see cref="HubTarget"/>.</summary>
internal static class HubTargets
{
    extension(HubTarget)
    {
        /// <summary>The target of this name.</summary>
        public static HubTarget Of(ReadOnlySpan<byte> name) =>
            name.SequenceEqual("events"u8) ? HubTarget.Events
            : name.SequenceEqual("event"u8) ? HubTarget.Event
            : name.SequenceEqual("reset"u8) ? HubTarget.Reset
            : name.SequenceEqual("bye"u8) ? HubTarget.Bye
            : HubTarget.Other;
    }
}
