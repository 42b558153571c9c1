namespace CrossLive.Media;

/// <summary>What a session keeps between activations.</summary>
[GenerateSerializer, Alias("crosslive.MediaSessionState")]
public sealed class MediaSessionState
{
    /// <summary>SHA-256 of the room's key; null where it has none.</summary>
    [Id(0)]
    public byte[]? KeyDigest { get; set; }

    /// <summary>Counts the room's keys, so that a publisher with an older one is told from one with this.</summary>
    [Id(1)]
    public long KeyNumber { get; set; }

    /// <summary>When the key was made.</summary>
    [Id(2)]
    public long KeyMadeAtUnixMs { get; set; }

    /// <summary>Who publishes, or null.</summary>
    [Id(3)]
    public StreamPublisher? Publisher { get; set; }

    /// <summary>The number of the publisher's key.</summary>
    [Id(4)]
    public long PublisherKeyNumber { get; set; }

    /// <summary>How the last publisher ended.</summary>
    [Id(5)]
    public StreamEnd? LastEnd { get; set; }

    /// <summary>The newest publisher's id.</summary>
    [Id(6)]
    public Guid Session { get; set; }

    /// <summary>True from a publisher's beginning until the room has been told of its end.</summary>
    [Id(7)]
    public bool IsShown { get; set; }

    /// <summary>Where the stream goes to; addresses as <see cref="IDestinationSeal"/> made them, or in the clear where they were stored before there were seals.</summary>
    [Id(8)]
    public List<StreamDestination> Destinations { get; set; } = [];

    /// <summary>The process that the newest publisher came to: it sends the stream on. Null: nobody has published.</summary>
    [Id(9)]
    public string? EgressProcess { get; set; }

    /// <summary>Whether the stream is recorded; null: as the server's settings say.</summary>
    [Id(10)]
    public bool? IsRecorded { get; set; }
}
