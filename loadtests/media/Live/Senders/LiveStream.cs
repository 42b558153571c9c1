namespace CrossLive.LoadTests.Media.Live.Senders;

/// <summary>What every sender is given.</summary>
/// <param name="WidthPx">Of the picture.</param>
/// <param name="HeightPx">Of the picture.</param>
/// <param name="PicturesPerSecond">Of the camera.</param>
/// <param name="VideoKbps">The most that video has.</param>
/// <param name="AudioKbps">The usual rate of sound.</param>
internal sealed record LiveStream(int WidthPx, int HeightPx, int PicturesPerSecond, int VideoKbps, int AudioKbps);
