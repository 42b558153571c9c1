using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests;

/// <summary>What every provider of <see cref="IDocumentStore"/> does.</summary>
public abstract class DocumentStoreSuite : IAsyncLifetime
{
    private IAsyncDisposable _owner = null!;

    /// <summary>The store under test.</summary>
    protected IDocumentStore Store { get; private set; } = null!;

    /// <summary>A partition that nobody has used.</summary>
    protected string Partition { get; } = "partition/" + Guid.NewGuid().ToString("N");

    /// <summary>Opens the store.</summary>
    protected abstract Task<(IDocumentStore Store, IAsyncDisposable Owner)> OpenAsync();

    public async Task InitializeAsync() => (Store, _owner) = await OpenAsync();

    public virtual async Task DisposeAsync() => await _owner.DisposeAsync();

    [Fact]
    public async Task A_document_is_read_as_it_was_written()
    {
        (await Store.ReadAsync(Partition, "key", CancellationToken.None)).ShouldBeNull();
        var etag = await WriteAsync("key", [1, 2, 3]);
        var read = (await Store.ReadAsync(Partition, "key", CancellationToken.None)).ShouldNotBeNull();
        read.Key.ShouldBe("key");
        read.ETag.ShouldBe(etag);
        read.Payload.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_document_that_exists_is_not_written_as_new()
    {
        await WriteAsync("key", [1]);
        await Should.ThrowAsync<DocumentConflictException>(() => WriteAsync("key", [2]));
        (await Store.ReadAsync(Partition, "key", CancellationToken.None))!.Payload.ToArray().ShouldBe([1]);
    }

    [Fact]
    public async Task A_document_is_written_only_at_the_version_named()
    {
        var first = await WriteAsync("key", [1]);
        var second = await WriteAsync("key", [2], first);
        second.ShouldNotBe(first);
        await Should.ThrowAsync<DocumentConflictException>(() => WriteAsync("key", [3], first));
        (await WriteAsync("key", [4], second)).ShouldNotBeNullOrEmpty();
        await Should.ThrowAsync<DocumentConflictException>(() => WriteAsync("other", [1], second));
    }

    [Fact]
    public async Task Any_version_may_be_overwritten_or_created()
    {
        await WriteAsync("key", [1], "*");
        await WriteAsync("key", [2], "*");
        (await Store.ReadAsync(Partition, "key", CancellationToken.None))!.Payload.ToArray().ShouldBe([2]);
    }

    [Fact]
    public async Task A_document_is_deleted_only_at_the_version_named()
    {
        var first = await WriteAsync("key", [1]);
        var second = await WriteAsync("key", [2], first);
        await Should.ThrowAsync<DocumentConflictException>(() => DeleteAsync("key", first));
        await DeleteAsync("key", second);
        (await Store.ReadAsync(Partition, "key", CancellationToken.None)).ShouldBeNull();
        await Should.ThrowAsync<DocumentConflictException>(() => DeleteAsync("key", second));
        await DeleteAsync("key", "*");
    }

    [Fact]
    public async Task A_version_of_a_deleted_document_does_not_fit_the_one_written_after_it()
    {
        var stale = await WriteAsync("key", [1]);
        await DeleteAsync("key", "*");
        await WriteAsync("key", [2]);
        await Should.ThrowAsync<DocumentConflictException>(() => WriteAsync("key", [3], stale));
    }

    [Fact]
    public async Task A_partition_is_listed_by_key_and_holds_only_its_own()
    {
        foreach (var key in new[] { "b", "a/2", "ä", "a", "B", "a!" })
        {
            await WriteAsync(key, [(byte)key.Length]);
        }

        await Store.WriteAsync(Partition + "x", "other", new byte[] { 1 }, null, CancellationToken.None);
        var listed = await Store.ListAsync(Partition, CancellationToken.None);
        listed.Select(d => d.Key).ShouldBe(["B", "a", "a!", "a/2", "b", "ä"]);
        listed.ShouldAllBe(d => d.Payload.ToArray().Single() == d.Key.Length && d.ETag.Length > 0);
        (await Store.ListAsync("nobody/" + Partition, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_listed_version_can_be_written_over()
    {
        await WriteAsync("key", [1]);
        var listed = (await Store.ListAsync(Partition, CancellationToken.None)).ShouldHaveSingleItem();
        await WriteAsync("key", [2], listed.ETag);
    }

    [Fact]
    public async Task A_large_partition_is_listed_whole()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_150), async (i, _) => await WriteAsync("key " + i, [1]));
        (await Store.ListAsync(Partition, CancellationToken.None)).Select(d => d.Key).ToHashSet().Count.ShouldBe(1_150);
    }

    public static TheoryData<string> Names =>
    [
        "a/b\\c#d?e%f", "名前", "\0\u0001\u007f", "tab\tnew\nline", "'quoted' \"twice\"", "\uD800 alone", "👩‍👩‍👧", " ", "..", new string('漢', 300), new string('/', 299) + "a", new string('/', 299) + "b",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Any_character_may_stand_in_a_name(string name)
    {
        await Store.WriteAsync(Partition, name, new byte[] { 1 }, null, CancellationToken.None);
        (await Store.ReadAsync(Partition, name, CancellationToken.None)).ShouldNotBeNull().Key.ShouldBe(name);
        (await Store.ListAsync(Partition, CancellationToken.None)).ShouldHaveSingleItem().Key.ShouldBe(name);

        var partition = (Partition + name)[^Math.Min(DocumentLimits.MaxNameLength, Partition.Length + name.Length)..];
        await Store.WriteAsync(partition, name, new byte[] { 2 }, "*", CancellationToken.None);
        (await Store.ReadAsync(partition, name, CancellationToken.None)).ShouldNotBeNull().Payload.Span[0].ShouldBe((byte)2);
    }

    [Fact]
    public async Task Names_that_are_alike_are_two_documents()
    {
        foreach (var name in new[] { "a", "A", "a ", "á", "a\u0301", new string('/', 299) + "a", new string('/', 299) + "b" })
        {
            await WriteAsync(name, [1]);
        }
    }

    [Fact]
    public async Task Names_and_documents_over_the_limit_are_refused()
    {
        await Should.ThrowAsync<ArgumentException>(() => WriteAsync("", [1]));
        await Should.ThrowAsync<ArgumentException>(() => WriteAsync(new string('a', DocumentLimits.MaxNameLength + 1), [1]));
        await Should.ThrowAsync<ArgumentException>(() => WriteAsync("key", new byte[DocumentLimits.MaxPayloadBytes + 1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(DocumentLimits.MaxPayloadBytes)]
    public async Task Documents_of_every_size_come_back(int bytes)
    {
        var payload = new byte[bytes];
        new Random(bytes).NextBytes(payload);
        await WriteAsync("key", payload);
        (await Store.ReadAsync(Partition, "key", CancellationToken.None))!.Payload.Span.SequenceEqual(payload).ShouldBeTrue();

        await WriteAsync("key", [1], "*");
        (await Store.ReadAsync(Partition, "key", CancellationToken.None))!.Payload.ToArray().ShouldBe([1], "nothing of the longer one is left");
    }

    [Fact]
    public async Task Writers_of_one_version_have_one_winner()
    {
        var etag = await WriteAsync("key", [0]);
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(async i =>
        {
            try
            {
                await WriteAsync("key", [(byte)i], etag);
                return i;
            }
            catch (DocumentConflictException)
            {
                return 0;
            }
        }));
        var winner = outcomes.Where(i => i > 0).ShouldHaveSingleItem();
        (await Store.ReadAsync(Partition, "key", CancellationToken.None))!.Payload.Span[0].ShouldBe((byte)winner);
    }

    protected async Task<string> WriteAsync(string key, byte[] payload, string? etag = null) =>
        await Store.WriteAsync(Partition, key, payload, etag, CancellationToken.None);

    private async Task DeleteAsync(string key, string etag) => await Store.DeleteAsync(Partition, key, etag, CancellationToken.None);
}
