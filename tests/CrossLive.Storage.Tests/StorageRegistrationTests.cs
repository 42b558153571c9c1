using System.Diagnostics.Metrics;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests;

public sealed class StorageRegistrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-registration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sqlite_is_the_default_and_writes_into_the_data_folder()
    {
        await using (var services = Build(("DataDirectory", Path.Combine(_folder, "new"))))
        {
            await services.GetRequiredService<IRoomLog>().ProbeAsync(CancellationToken.None);
            await services.GetRequiredService<IDocumentStore>().WriteAsync("p", "k", new byte[] { 1 }, null, CancellationToken.None);
        }

        File.Exists(Path.Combine(_folder, "new", SqliteDatabase.FileName)).ShouldBeTrue();
        File.Exists(Path.Combine(_folder, "new", SqliteDatabase.FileName + "-wal")).ShouldBeFalse("the container closed the database");
    }

    [Fact]
    public async Task Azure_tables_are_prepared_without_being_asked()
    {
        await using var services = Build(("Provider", "azure-tables"), ("AzureTables:Endpoint", "https://account.table.core.windows.net"));
        services.GetRequiredService<IRoomLog>().ShouldNotBeNull();
        services.GetRequiredService<IDocumentStore>().ShouldNotBeNull();
    }

    public static TheoryData<string, string, string[]> Wrong => new()
    {
        { "sqlite without a folder", "Storage:DataDirectory", [] },
        { "an unknown provider", "'sqlite' or 'azure-tables'", ["Provider=postgres"] },
        { "tables without a way to them", "exactly one of", ["Provider=azure-tables"] },
        { "tables with two ways", "exactly one of", ["Provider=azure-tables", "AzureTables:ConnectionString=x", "AzureTables:Endpoint=https://a.table.core.windows.net"] },
        { "a signature without its sig", "Storage:AzureTables:SasUri", ["Provider=azure-tables", "AzureTables:SasUri=https://a.table.core.windows.net"] },
        { "an identity over http", "Storage:AzureTables:Endpoint", ["Provider=azure-tables", "AzureTables:Endpoint=http://a.table.core.windows.net"] },
        { "a prefix that no table may have", "Storage:AzureTables:TablePrefix", ["Provider=azure-tables", "AzureTables:Endpoint=https://a.table.core.windows.net", "AzureTables:TablePrefix=my-tables"] },
        { "a connection string that is none", "Storage:AzureTables:ConnectionString", ["Provider=azure-tables", "AzureTables:ConnectionString=nonsense"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Options_that_cannot_work_are_refused_with_what_to_set(string what, string expected, string[] settings)
    {
        using var services = Build([.. settings.Select(setting => (setting.Split('=', 2)[0], setting.Split('=', 2)[1]))]);
        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate(), what).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Appends_are_measured_and_failures_counted_by_kind()
    {
        var measured = new List<(string Instrument, double Value, string? Kind)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == StorageMeter.Name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        await using var services = Build(("DataDirectory", _folder));
        var log = services.GetRequiredService<IRoomLog>();
        await log.TakeOverAsync("measured", CancellationToken.None);
        await log.AppendAsync("measured", 1, 0, RoomEvents.Chats(1, 0, 7), CancellationToken.None);
        await Should.ThrowAsync<RoomLogFencedException>(async () => await log.AppendAsync("measured", 1, 0, RoomEvents.Chats(1, 0, 7), CancellationToken.None));

        measured.Where(m => m.Instrument == "crosslive.storage.append.events").ShouldHaveSingleItem().Value.ShouldBe(7);
        measured.Where(m => m.Instrument == "crosslive.storage.append.failures").ShouldHaveSingleItem().Kind.ShouldBe("fenced");
        measured.Where(m => m.Instrument == "crosslive.storage.append.duration").ShouldHaveSingleItem().Value.ShouldBeGreaterThan(0);

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string? kind = null;
            foreach (var tag in tags)
            {
                kind = tag.Key == StorageMeter.FailureTag ? tag.Value as string : kind;
            }

            lock (measured)
            {
                measured.Add((instrument.Name, value, kind));
            }
        }
    }

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => StorageOptions.Section + ":" + setting.Key, setting => (string?)setting.Value)).Build();
        return new ServiceCollection()
            .AddLogging()
            .AddCrossLiveStorage(options => configuration.GetSection(StorageOptions.Section).Bind(options))
            .BuildServiceProvider();
    }
}
