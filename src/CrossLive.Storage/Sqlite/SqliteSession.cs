using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrossLive.Storage.Sqlite;

/// <summary>One connection with its prepared statements, each prepared once. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    /// <summary>Opens a connection.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="busyTimeoutMs">How long a statement waits for another process's lock; at least 1,000 (see below).</param>
    /// <param name="forReading">True = refuses to change anything.</param>
    public SqliteSession(string path, int busyTimeoutMs, bool forReading)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(busyTimeoutMs, 1_000);
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,

            // The client library sleeps and tries again by itself while the database is locked. SQLite's own busy handler waits better:
            // with the client's wait (1 s) never longer than SQLite's, only the latter happens.
            DefaultTimeout = 1,
        };
        _connection = new SqliteConnection(connectionString.ToString());
        try
        {
            _connection.Open();
            Run($"PRAGMA busy_timeout = {busyTimeoutMs}");

            // FULL: the write-ahead log is synced at every commit, so what was acknowledged survives a power cut.
            Run("PRAGMA synchronous = FULL");
            if (forReading)
            {
                Run("PRAGMA query_only = 1");
            }
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>True between BEGIN and its end. SQLite ends a transaction by itself after some failures (full disk).</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>Runs a statement that is not worth preparing, and gives its first value.</summary>
    public object? Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every caller passes a constant, or numbers of its own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    /// <summary>Runs a prepared statement; its parameters are $1, $2, …</summary>
    public int Execute(string sql, params ReadOnlySpan<object> values) => Prepared(sql, values).ExecuteNonQuery();

    /// <summary>Runs a prepared query; its parameters are $1, $2, … The caller disposes the reader before the next use of the same statement.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) => Prepared(sql, values).ExecuteReader();

    /// <summary>Runs a prepared query and gives its first number, or null where there is no row or the value is NULL.</summary>
    public long? QueryNumber(string sql, params ReadOnlySpan<object> values) => Prepared(sql, values).ExecuteScalar() as long?;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Prepared(string sql, ReadOnlySpan<object> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants only: the dictionary would grow otherwise.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
            }

            _prepared.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
