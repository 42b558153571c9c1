using Microsoft.Data.Sqlite;

namespace CrossLive.Storage.Sqlite;

/// <summary>What a failure of SQLite means to the caller.</summary>
internal enum SqliteFailureKind
{
    /// <summary>The disk (or the file's page limit) is full.</summary>
    Full,

    /// <summary>Locked by another process for longer than we wait, or the disk fails.</summary>
    Unavailable,

    /// <summary>The file's own structure is damaged where it was needed.</summary>
    Damaged,
}

/// <summary>A failure of SQLite, before the log or the document store puts it into its own words.</summary>
internal sealed class SqliteFailure(SqliteFailureKind kind, bool mayBeWritten, SqliteException inner)
    : Exception(Describe(kind, inner), inner)
{
    private const int Error = 1;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    // The index of the write-ahead log could not grow: SQLite calls it an I/O error, and the disk is full.
    private const int SharedMemorySize = 10 | (19 << 8);

    /// <summary>What it means.</summary>
    public SqliteFailureKind Kind { get; } = kind;

    /// <summary>True where the commit itself failed in a way that leaves open whether it is on the disk.</summary>
    public bool MayBeWritten { get; } = mayBeWritten;

    /// <summary>What SQLite's code means. A broken constraint or a missing table cannot come from a caller here, only from a damaged file.</summary>
    public static SqliteFailureKind KindOf(SqliteException e) => e switch
    {
        { SqliteErrorCode: Full } or { SqliteExtendedErrorCode: SharedMemorySize } => SqliteFailureKind.Full,
        { SqliteErrorCode: Corrupt or NotADatabase or Constraint or Error } => SqliteFailureKind.Damaged,
        _ => SqliteFailureKind.Unavailable,
    };

    /// <summary>The failure of a statement or, where <paramref name="mayBeWritten"/>, of a commit.</summary>
    public static SqliteFailure From(SqliteException e, bool mayBeWritten = false)
    {
        var kind = KindOf(e);
        return new SqliteFailure(kind, mayBeWritten && kind == SqliteFailureKind.Unavailable, e);
    }

    private static string Describe(SqliteFailureKind kind, SqliteException e) => kind switch
    {
        SqliteFailureKind.Full => "the disk is full",
        SqliteFailureKind.Damaged => $"the database file is damaged: {e.Message}",
        _ => $"the database does not answer (SQLite code {e.SqliteExtendedErrorCode}): {e.Message}",
    };
}
