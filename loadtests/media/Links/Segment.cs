namespace CrossLive.LoadTests.Media.Links;

/// <summary>A packet on its way.</summary>
/// <param name="offset">Place of its first byte in the stream.</param>
/// <param name="bytes">Bytes of the stream.</param>
internal sealed class Segment(long offset, int bytes)
{
    /// <summary>IP and TCP with timestamps.</summary>
    public const int HeaderBytes = 52;

    /// <summary>Bytes of the stream in a full one: with its headers as long as one chance of a trace.</summary>
    public const int MaxBytes = LinkTrace.ChanceBytes - HeaderBytes;

    /// <summary>Place of its first byte in the stream.</summary>
    public long Offset => offset;

    /// <summary>Bytes of the stream.</summary>
    public int Bytes => bytes;

    /// <summary>The how many-th transmission it is.</summary>
    public long Order { get; set; }

    /// <summary>When it was sent last, in ms.</summary>
    public long SentMs { get; set; }

    /// <summary>What the link still has to carry of it, headers included.</summary>
    public int LeftBytes { get; set; }

    /// <summary>Lost at the full queue; the sender does not see this.</summary>
    public bool IsDropped { get; set; }
}
