namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>
/// What the machine's disk takes for a durable write by itself: as much as an event's commit writes, over what was written before, synced, and a pause as long as between
/// the events of a quiet room. A disk that has nothing else to do is slower here than one that is busy. No server of ours can be quicker than this and be durable.
/// </summary>
internal static class DiskSync
{
    // Three pages of SQLite's write-ahead log.
    private const int WriteBytes = 3 * 4_120;
    private const int FileBytes = 64 * WriteBytes;

    /// <summary>Measures it in the folder for temporary files, where the servers keep their data too.</summary>
    /// <param name="samples">How many writes, at least 1.</param>
    /// <param name="apart">How long to wait before each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The median and the worst, in ms.</returns>
    public static async Task<(double P50Ms, double WorstMs)> MeasureAsync(int samples, TimeSpan apart, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var folder = Directory.CreateTempSubdirectory("crosslive-sync-");
        try
        {
            using var file = File.OpenHandle(Path.Combine(folder.FullName, "sync"), FileMode.CreateNew, FileAccess.ReadWrite);
            RandomAccess.Write(file, new byte[FileBytes], 0);
            RandomAccess.FlushToDisk(file);
            var bytes = new byte[WriteBytes];
            Array.Fill(bytes, (byte)1);
            var tookMs = new double[samples];
            for (var i = 0; i < samples; i++)
            {
                await Task.Delay(apart, cancellationToken);
                var beganAt = TimeProvider.System.GetTimestamp();
                RandomAccess.Write(file, bytes, (long)i * WriteBytes % FileBytes);
                RandomAccess.FlushToDisk(file);
                tookMs[i] = TimeProvider.System.GetElapsedTime(beganAt).TotalMilliseconds;
            }

            Array.Sort(tookMs);
            return (tookMs[samples / 2], tookMs[^1]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
