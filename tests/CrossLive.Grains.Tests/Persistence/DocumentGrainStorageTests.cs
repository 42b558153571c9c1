using CrossLive.Persistence;
using CrossLive.Storage;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace CrossLive.Grains.Tests.Persistence;

public sealed class DocumentGrainStorageTests : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("counter", "a/b|c");
    private readonly TemporaryFolder _folder = new();
    private SqliteDatabase _database = null!;
    private DocumentGrainStorage _storage = null!;

    public Task InitializeAsync()
    {
        _database = SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance);
        var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        _storage = new DocumentGrainStorage(new SqliteDocumentStore(_database), new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task A_state_that_was_never_written_is_new_and_has_no_record()
    {
        var state = await ReadAsync();

        (state.RecordExists, state.ETag, state.State!.Count).ShouldBe((false, null, 0));
    }

    [Fact]
    public async Task What_was_written_is_read_back_with_its_version()
    {
        var written = await ReadAsync();
        written.State!.Count = 7;
        await _storage.WriteStateAsync("s", Grain, written);

        var read = await ReadAsync();

        (read.RecordExists, read.ETag, read.State!.Count).ShouldBe((true, written.ETag, 7));
        (await ReadAsync("other")).RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task Of_two_activations_the_one_with_the_older_version_is_refused_when_writing_and_when_clearing()
    {
        var (first, second) = (await ReadAsync(), await ReadAsync());
        await _storage.WriteStateAsync("s", Grain, first);

        await Should.ThrowAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", Grain, second));
        second.ETag = "1000000";
        await Should.ThrowAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", Grain, second));
        await Should.ThrowAsync<InconsistentStateException>(() => _storage.ClearStateAsync("s", Grain, second));
        (await ReadAsync()).RecordExists.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_can_be_written_anew()
    {
        var state = await ReadAsync();
        state.State!.Count = 3;
        await _storage.WriteStateAsync("s", Grain, state);

        await _storage.ClearStateAsync("s", Grain, state);

        (state.RecordExists, state.ETag, state.State!.Count).ShouldBe((false, null, 0));
        (await ReadAsync()).RecordExists.ShouldBeFalse();
        await _storage.WriteStateAsync("s", Grain, state);
        (await ReadAsync()).RecordExists.ShouldBeTrue();
    }

    private async Task<IGrainState<Counter>> ReadAsync(string name = "s")
    {
        var state = new GrainState<Counter>(new Counter());
        await _storage.ReadStateAsync(name, Grain, state);
        return state;
    }
}

/// <summary>A grain's state.</summary>
[GenerateSerializer, Alias("tests.Counter")]
public sealed class Counter
{
    [Id(0)]
    public int Count { get; set; }
}
