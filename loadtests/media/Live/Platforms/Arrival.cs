namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>A coded picture or a frame of sound that came to a platform.</summary>
/// <param name="IsPicture">False: sound.</param>
/// <param name="TimestampMs">Its time in the stream.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Hash">Of what it holds: the same frame has the same one at every receiver.</param>
/// <param name="AtMs">When it was there, to some 5 ms, on <see cref="LiveClock"/>.</param>
internal readonly record struct Arrival(bool IsPicture, uint TimestampMs, int Bytes, ulong Hash, double AtMs);
