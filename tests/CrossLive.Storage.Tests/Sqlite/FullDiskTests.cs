using System.Diagnostics;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace CrossLive.Storage.Tests.Sqlite;

/// <summary>A disk that is really full: a tmpfs of 4 MiB. Where mounting is not permitted, SQLite's page limit stands in for it.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const int DiskBytes = 4 * 1024 * 1024;

    /// <summary>More than the rest: SQLite needs as much room as its write-ahead log has grown to, to copy it into the database.</summary>
    private const int BallastBytes = 5 * DiskBytes / 8;
    private const int PageLimit = 600;

    private readonly string[] _rooms = [.. Enumerable.Range(0, 6).Select(i => "full-" + i)];
    private readonly Dictionary<string, long> _acknowledged = [];

    [Fact]
    public async Task A_full_disk_refuses_appends_loses_nothing_and_goes_on_once_there_is_room()
    {
        var folder = new TemporaryFolder();
        var isMounted = Run("mount", "-t", "tmpfs", "-o", $"size={DiskBytes}", "tmpfs", folder.Path);
        output.WriteLine(isMounted ? "On a tmpfs of 4 MiB." : "Mounting is not permitted here: SQLite's page limit stands in for the full disk.");
        try
        {
            await FillAsync(folder.Path, isMounted);
        }
        finally
        {
            if (isMounted)
            {
                Run("umount", folder.Path).ShouldBeTrue();
            }

            folder.Delete();
        }
    }

    private async Task FillAsync(string folder, bool isMounted)
    {
        var ballast = Path.Combine(folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[BallastBytes]);
        await using (var database = SqliteDatabase.Open(folder, NullLoggerFactory.Instance, new SqliteTuning(MaxPages: isMounted ? null : PageLimit)))
        {
            var log = new SqliteRoomLog(database, NullLogger<SqliteRoomLog>.Instance);
            await FillAsync(log);
            await CheckAsync(log);
            if (isMounted)
            {
                File.Delete(ballast);
                await GoOnAsync(log);
            }
        }

        await using var reopened = SqliteDatabase.Open(folder, NullLoggerFactory.Instance);
        await GoOnAsync(new SqliteRoomLog(reopened, NullLogger<SqliteRoomLog>.Instance));
    }

    /// <summary>All rooms append at once, in groups, until the disk is full for each of them.</summary>
    private async Task FillAsync(SqliteRoomLog log)
    {
        foreach (var room in _rooms)
        {
            (await log.TakeOverAsync(room, CancellationToken.None)).Epoch.ShouldBe(1);
            _acknowledged[room] = 0;
        }

        await Task.WhenAll(_rooms.Select(async room =>
        {
            var refusals = 0;

            // The first refusal makes SQLite tidy up, so that some more may fit. Bounded: a disk of 4 MiB takes far fewer.
            for (var i = 0; i < 1_000 && refusals < 5; i++)
            {
                try
                {
                    await AppendAsync(log, room, 1);
                    refusals = 0;
                }
                catch (RoomLogFullException)
                {
                    refusals++;
                }
            }

            refusals.ShouldBe(5);
        }));
    }

    private async Task GoOnAsync(SqliteRoomLog log)
    {
        foreach (var room in _rooms)
        {
            var lease = await log.TakeOverAsync(room, CancellationToken.None);
            lease.LastSequence.ShouldBe(_acknowledged[room], "what was refused is not there");
            await AppendAsync(log, room, lease.Epoch);
        }

        await CheckAsync(log);
    }

    private async Task AppendAsync(SqliteRoomLog log, string room, long epoch)
    {
        var last = _acknowledged[room];
        await log.AppendAsync(room, epoch, last, RoomEvents.Chats(epoch, last, 20, new string('漢', 400)), CancellationToken.None);
        lock (_acknowledged)
        {
            _acknowledged[room] = last + 20;
        }
    }

    private async Task CheckAsync(SqliteRoomLog log)
    {
        foreach (var (room, last) in _acknowledged)
        {
            var sequences = new List<long>();
            await foreach (var batch in log.ReadAsync(room, 0, CancellationToken.None))
            {
                sequences.AddRange(batch.Select(e => e.Sequence));
            }

            sequences.ShouldBe(Enumerable.Range(1, (int)last).Select(n => (long)n));
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
