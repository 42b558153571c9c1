using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrossLive.Storage.Tests.Sqlite;

public sealed class SqliteDocumentStoreTests : DocumentStoreSuite
{
    private readonly TemporaryFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete();
    }

    protected override Task<(IDocumentStore Store, IAsyncDisposable Owner)> OpenAsync()
    {
        var database = SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance);
        return Task.FromResult<(IDocumentStore, IAsyncDisposable)>((new SqliteDocumentStore(database), database));
    }
}
