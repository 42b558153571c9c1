namespace CrossLive.Storage.Sqlite;

/// <summary>The tables of <c>rooms.db</c> and their version, kept in the file's <c>user_version</c>.</summary>
internal static class SqliteSchema
{
    /// <summary>The version that this program writes and reads.</summary>
    public const long Version = 1;

    // "CLRM" as a number: `file rooms.db` and we ourselves can tell the file from another program's.
    private const long ApplicationId = 0x434C524D;

    private const string Tables =
        """
        CREATE TABLE rooms (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            epoch INTEGER NOT NULL,
            first_kept INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL) STRICT;
        CREATE TABLE batches (
            room_id INTEGER NOT NULL,
            first_sequence INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL,
            record BLOB NOT NULL,
            PRIMARY KEY (room_id, first_sequence)) STRICT;
        CREATE TABLE snapshots (
            room TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            record BLOB NOT NULL,
            PRIMARY KEY (room, sequence)) STRICT;
        CREATE TABLE documents (
            partition TEXT NOT NULL,
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            payload BLOB NOT NULL,
            PRIMARY KEY (partition, name)) STRICT;
        CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
        INSERT INTO counters VALUES ('document_version', 0), ('probe', 0);
        """;

    /// <summary>Creates the tables in a new file; checks the version of an old one. Safe when several processes start at once.</summary>
    /// <exception cref="InvalidOperationException">The file is of a newer program, or of another one.</exception>
    public static void Prepare(SqliteSession session, string path)
    {
        if (session.Run("PRAGMA journal_mode = WAL") is not "wal")
        {
            throw new InvalidOperationException($"{path}: its file system does not allow SQLite's write-ahead log. Put the data folder on a local disk.");
        }

        session.Run("BEGIN IMMEDIATE");
        try
        {
            CreateOrCheck(session, path);
            session.Run("COMMIT");
        }
        catch
        {
            if (session.InTransaction)
            {
                session.Run("ROLLBACK");
            }

            throw;
        }
    }

    private static void CreateOrCheck(SqliteSession session, string path)
    {
        var version = (long)session.Run("PRAGMA user_version")!;
        if (version == 0 && (long)session.Run("SELECT count(*) FROM sqlite_schema")! == 0)
        {
            session.Run(Tables);
            session.Run($"PRAGMA application_id = {ApplicationId}");
            session.Run($"PRAGMA user_version = {Version}");
            return;
        }

        if ((long)session.Run("PRAGMA application_id")! != ApplicationId)
        {
            throw new InvalidOperationException($"{path} is a database of another program. Name another data folder.");
        }

        if (version != Version)
        {
            throw new InvalidOperationException($"{path} has schema version {version}, this program knows version {Version}. Start the newer program that wrote it, or name another data folder.");
        }
    }
}
