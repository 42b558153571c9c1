namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>What came to a receiver: its coded frames with the time of each, and a file that a decoder reads.</summary>
internal interface IRecording
{
    /// <summary>The file.</summary>
    string File { get; }

    /// <summary>Everything that has come so far.</summary>
    Arrival[] Arrivals { get; }
}
