namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>A coded picture or a frame of sound that came to a platform.</summary>
/// <param name="IsPicture">False: sound.</param>
/// <param name="TimestampMs">Its time in the stream.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="AtMs">When it was there, to some 5 ms, on <see cref="LiveClock"/>.</param>
internal readonly record struct Arrival(bool IsPicture, uint TimestampMs, int Bytes, double AtMs);
