using System.Diagnostics;
using System.Globalization;
using CrossLive.Rooms;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrossLive.LoadTests.Recovery;

/// <summary>Builds the room, recovers it, holds the figures against the bars.</summary>
internal static class RecoveryRun
{
    private const int Recoveries = 3;

    /// <summary>True where every bar holds.</summary>
    public static async Task<bool> RunAsync(string folder, long events, TimeSpan bar, CancellationToken cancellationToken)
    {
        var options = new RoomGrainOptions { RetainEvents = 0 };
        var watch = Stopwatch.StartNew();
        string hash;
        await using (var database = SqliteDatabase.Open(folder, NullLoggerFactory.Instance))
        {
            hash = await RoomBuilder.BuildAsync(new SqliteRoomLog(database, NullLogger<SqliteRoomLog>.Instance), options, events, cancellationToken);
        }

        var bytes = new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
        Print($"built {events:N0} events in {watch.Elapsed.TotalSeconds:F1} s ({events / watch.Elapsed.TotalSeconds:N0} events/s), {bytes / 1e6:N0} MB on disk");

        var holds = true;
        for (var i = 0; i < Recoveries; i++)
        {
            holds &= await RecoverAsync(folder, options, events, hash, bar, cancellationToken);
        }

        Print($"{(holds ? "PASS" : "FAIL")}: at most {bar.TotalSeconds} s, equal hashes, at most {MaxReplayed(options):N0} events replayed");
        return holds;
    }

    private static long MaxReplayed(RoomGrainOptions options) => (2L * options.SnapshotEveryEvents) + RoomBuilder.BatchEvents;

    private static async Task<bool> RecoverAsync(string folder, RoomGrainOptions options, long events, string hash, TimeSpan bar, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var database = SqliteDatabase.Open(folder, NullLoggerFactory.Instance);
        var log = new SqliteRoomLog(database, NullLogger<SqliteRoomLog>.Instance);
        var store = new RoomStore(log, RoomBuilder.Room, options);
        var epoch = await store.TakeOverAsync(cancellationToken);
        var state = await store.LoadAsync(cancellationToken);
        var elapsed = watch.Elapsed;
        var replayed = events - (await log.LoadSnapshotAsync(RoomBuilder.Room, cancellationToken))!.Position.Sequence;
        var isEqual = state.Head.Sequence == events && string.Equals(state.Hash(), hash, StringComparison.Ordinal);
        Print($"recovered in {elapsed.TotalSeconds:F3} s: epoch {epoch}, sequence {state.Head.Sequence:N0}, {replayed:N0} events replayed, hash {(isEqual ? "equal" : "DIFFERS")}");
        return isEqual && elapsed <= bar && replayed <= MaxReplayed(options);
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
