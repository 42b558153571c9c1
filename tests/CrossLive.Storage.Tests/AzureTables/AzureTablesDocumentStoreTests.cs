using CrossLive.Storage.AzureTables;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CrossLive.Storage.Tests.AzureTables;

[Collection(AzuriteFixture.Collection)]
public sealed class AzureTablesDocumentStoreTests(AzuriteFixture azurite) : DocumentStoreSuite
{
    protected override Task<(IDocumentStore Store, IAsyncDisposable Owner)> OpenAsync()
    {
        var account = new AzureTablesAccount(
            new AzureTablesOptions { ConnectionString = azurite.ConnectionString, TablePrefix = "Suite" }, TimeProvider.System, new Random(1), NullLoggerFactory.Instance);
        var store = new AzureTablesDocumentStore(account);
        return Task.FromResult<(IDocumentStore, IAsyncDisposable)>((store, store));
    }
}
