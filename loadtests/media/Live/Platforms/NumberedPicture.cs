namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>A picture as a receiver's decoder showed it.</summary>
/// <param name="TimeMs">Its time in the stream.</param>
/// <param name="Number">The host's number on it; null: it is no picture of the host (the slate), or is too damaged.</param>
/// <param name="Checksum">Of its pixels.</param>
/// <param name="HeightPx">How tall it is.</param>
internal readonly record struct NumberedPicture(long TimeMs, int? Number, uint Checksum, int HeightPx);
