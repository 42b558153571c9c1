using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.Sqlite;

/// <summary>
/// The file <c>rooms.db</c>: what <see cref="SqliteRoomLog"/> and <see cref="SqliteDocumentStore"/> stand on together. Several processes of one machine may open it.
/// Space that trimming frees is used again; the file itself does not shrink.
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "rooms.db";

    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    private SqliteDatabase(SqliteWriter writer, SqliteReaders readers) => (_writer, _readers) = (writer, readers);

    /// <summary>Opens the database, and creates folder and file where they are missing.</summary>
    /// <param name="dataDirectory">The data folder, on a local disk.</param>
    /// <param name="loggers">Where to log.</param>
    /// <exception cref="InvalidOperationException">The file is of a newer program or of another one, or cannot be opened; the message says what to do.</exception>
    public static SqliteDatabase Open(string dataDirectory, ILoggerFactory loggers) => Open(dataDirectory, loggers, new SqliteTuning());

    /// <summary>Opens the database with other limits; for tests.</summary>
    internal static SqliteDatabase Open(string dataDirectory, ILoggerFactory loggers, SqliteTuning tuning)
    {
        var path = Path.Combine(Path.GetFullPath(dataDirectory), FileName);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var session = OpenWriting();
            try
            {
                SqliteSchema.Prepare(session, path);
                SqliteLogSpace.Reserve(session, path);
            }
            catch
            {
                session.Dispose();
                throw;
            }

            var checkpoint = new SqliteCheckpoint(path, tuning.BusyTimeoutMs, loggers.CreateLogger<SqliteCheckpoint>());
            return new SqliteDatabase(
                new SqliteWriter(session, OpenWriting, checkpoint, loggers.CreateLogger<SqliteWriter>()),
                new SqliteReaders(() => new SqliteSession(path, tuning.BusyTimeoutMs, forReading: true)));
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{path} cannot be opened: {e.Message} Look at the folder's rights and free space, or name another data folder.", e);
        }

        SqliteSession OpenWriting()
        {
            var session = new SqliteSession(path, tuning.BusyTimeoutMs, forReading: false);
            if (tuning.MaxPages is { } pages)
            {
                session.Run($"PRAGMA max_page_count = {pages}");
            }

            return session;
        }
    }

    /// <summary>Makes what waits to be written durable, waits for reads, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _readers.DisposeAsync();
    }

    /// <inheritdoc cref="SqliteWriter.WriteAsync"/>
    internal Task<T> WriteAsync<T>(Func<SqliteSession, T> apply, int bytes, CancellationToken cancellationToken) =>
        _writer.WriteAsync(apply, bytes, cancellationToken);

    /// <inheritdoc cref="SqliteReaders.ReadAsync"/>
    internal Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken) =>
        _readers.ReadAsync(read, cancellationToken);
}

/// <summary>Limits of the database that only tests change.</summary>
/// <param name="BusyTimeoutMs">How long to wait for another process's lock.</param>
/// <param name="MaxPages">Most pages of the file; null = SQLite's own limit.</param>
internal sealed record SqliteTuning(int BusyTimeoutMs = 5_000, int? MaxPages = null);
