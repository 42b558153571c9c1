using CrossLive.Storage.AzureTables;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CrossLive.Storage.Tests.AzureTables;

[Collection(AzuriteFixture.Collection)]
public sealed class AzureTablesKillTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_writer_killed_at_any_moment_has_lost_nothing_that_it_acknowledged()
    {
        var account = new AzureTablesAccount(
            new AzureTablesOptions { ConnectionString = azurite.ConnectionString, TablePrefix = "Killed" }, TimeProvider.System, new Random(1), NullLoggerFactory.Instance);
        await using var log = new AzureTablesRoomLog(account, NullLogger<AzureTablesRoomLog>.Instance);
        await KilledWriter.KillManyTimesAsync("azure-tables", azurite.ConnectionString, () => (log, log), kills: 12, mostAcknowledgements: 40);
    }
}
