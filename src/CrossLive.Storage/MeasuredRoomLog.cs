using CrossLive.Rooms;

namespace CrossLive.Storage;

/// <summary>A log with its appends measured, see <see cref="StorageMeter"/>.</summary>
internal sealed class MeasuredRoomLog(IRoomLog log, string provider, TimeProvider time) : IRoomLog
{
    private readonly KeyValuePair<string, object?> _provider = new(StorageMeter.ProviderTag, provider);

    /// <inheritdoc/>
    public async ValueTask AppendAsync(string room, long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        try
        {
            await log.AppendAsync(room, epoch, expectedSequence, events, cancellationToken);
        }
        catch (Exception e)
        {
            StorageMeter.AppendFailures.Add(1, _provider, new KeyValuePair<string, object?>(StorageMeter.FailureTag, KindOf(e)));
            throw;
        }

        StorageMeter.AppendDuration.Record(time.GetElapsedTime(begin).TotalSeconds, _provider);
        StorageMeter.AppendEvents.Add(events.Count, _provider);
    }

    /// <inheritdoc/>
    public ValueTask<RoomLogLease> TakeOverAsync(string room, CancellationToken cancellationToken) => log.TakeOverAsync(room, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<RoomEvent>> ReadAsync(string room, long afterSequence, CancellationToken cancellationToken) =>
        log.ReadAsync(room, afterSequence, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RoomLogExtent?> GetExtentAsync(string room, CancellationToken cancellationToken) => log.GetExtentAsync(room, cancellationToken);

    /// <inheritdoc/>
    public ValueTask SaveSnapshotAsync(string room, RoomLogSnapshot snapshot, CancellationToken cancellationToken) =>
        log.SaveSnapshotAsync(room, snapshot, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RoomLogSnapshot?> LoadSnapshotAsync(string room, CancellationToken cancellationToken) => log.LoadSnapshotAsync(room, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> TrimAsync(string room, long throughSequence, CancellationToken cancellationToken) => log.TrimAsync(room, throughSequence, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ProbeAsync(CancellationToken cancellationToken) => log.ProbeAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => log.DisposeAsync();

    private static string KindOf(Exception e) => e switch
    {
        RoomLogFencedException => "fenced",
        RoomLogFullException => "full",
        RoomLogUnavailableException => "unavailable",
        RoomLogDamagedException => "damaged",
        OperationCanceledException => "cancelled",
        _ => "other",
    };
}
