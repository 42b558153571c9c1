using Azure.Core;
using CrossLive.Rooms;
using CrossLive.Storage.AzureTables;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests.AzureTables;

/// <summary>Cut connections, lost answers and throttling between us and the tables.</summary>
[Collection(AzuriteFixture.Collection)]
public sealed class AzureTablesFaultTests(AzuriteFixture azurite)
{
    private readonly string _room = "fault-" + Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData(Fault.CutBefore)]
    [InlineData(Fault.CutAfter)]
    [InlineData(Fault.TimeoutAfter)]
    [InlineData(Fault.Busy)]
    [InlineData(Fault.Throttled)]
    [InlineData(Fault.CutAfter, Fault.Busy, Fault.CutBefore)]
    [InlineData(Fault.Busy, Fault.Throttled, Fault.CutAfter, Fault.CutAfter)]
    public async Task An_append_whose_connection_fails_is_written_once_and_reported_once(params Fault[] faults)
    {
        var lease = await Log(FaultyTransport.For(_ => false)).TakeOverAsync(_room, CancellationToken.None);
        var log = Log(FaultyTransport.For(IsTransaction, faults));
        await log.AppendAsync(_room, lease.Epoch, 0, RoomEvents.Chats(lease.Epoch, 0, 3, "first"), CancellationToken.None);
        await log.AppendAsync(_room, lease.Epoch, 3, RoomEvents.Chats(lease.Epoch, 3, 2, "second"), CancellationToken.None);
        (await TextsAsync()).ShouldBe(["first", "first", "first", "second", "second"]);
    }

    [Fact]
    public async Task An_append_that_was_overtaken_while_its_connection_failed_is_fenced_and_not_taken_for_written()
    {
        var other = Log(FaultyTransport.For(_ => false));
        var hasBegun = false;
        var log = Log(FaultyTransport.For(request => hasBegun && IsTransaction(request), Fault.CutBefore));
        var lease = await log.TakeOverAsync(_room, CancellationToken.None);
        var fresh = await other.TakeOverAsync(_room, CancellationToken.None);
        await other.AppendAsync(_room, fresh.Epoch, 0, RoomEvents.Chats(fresh.Epoch, 0, 2, "other"), CancellationToken.None);
        hasBegun = true;

        await Should.ThrowAsync<RoomLogFencedException>(async () => await log.AppendAsync(_room, lease.Epoch, 0, RoomEvents.Chats(lease.Epoch, 0, 2, "late"), CancellationToken.None));
        (await TextsAsync()).ShouldBe(["other", "other"]);
    }

    [Theory]
    [InlineData(Fault.CutBefore)]
    [InlineData(Fault.CutAfter)]
    [InlineData(Fault.TimeoutAfter)]
    [InlineData(Fault.Busy)]
    public async Task A_take_over_whose_connection_fails_raises_the_epoch_once(Fault fault)
    {
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            (await Log(FaultyTransport.For(IsTransaction, fault)).TakeOverAsync(_room, CancellationToken.None)).ShouldBe(new RoomLogLease(epoch, 0));
        }
    }

    [Fact]
    public async Task A_writer_that_never_rests_cannot_keep_a_newcomer_out()
    {
        var busy = Log(FaultyTransport.For(_ => false));
        var lease = await busy.TakeOverAsync(_room, CancellationToken.None);
        var last = 0L;

        // Between any two requests of the newcomer the writer appends once more.
        var newcomer = Log(new FaultyTransport(_ =>
        {
            try
            {
                busy.AppendAsync(_room, lease.Epoch, last, RoomEvents.Chats(lease.Epoch, last, 1), CancellationToken.None).AsTask().GetAwaiter().GetResult();
                last++;
            }
            catch (RoomLogFencedException)
            {
                // The newcomer has won.
            }

            return Fault.None;
        }));
        var taken = await newcomer.TakeOverAsync(_room, CancellationToken.None);
        taken.ShouldBe(new RoomLogLease(2, last));
        last.ShouldBeGreaterThan(1);
        await newcomer.AppendAsync(_room, 2, last, RoomEvents.Chats(2, last, 1), CancellationToken.None);
        (await TextsAsync()).Count.ShouldBe((int)last + 1);
    }

    [Theory]
    [InlineData(Fault.Busy, false)]
    [InlineData(Fault.Throttled, false)]
    [InlineData(Fault.CutBefore, true)]
    public async Task Tables_that_do_not_answer_are_given_up_after_a_bounded_number_of_tries(Fault fault, bool mayBeWritten)
    {
        var lease = await Log(FaultyTransport.For(_ => false)).TakeOverAsync(_room, CancellationToken.None);
        var transport = new FaultyTransport(request => IsTransaction(request) ? fault : Fault.None);
        var failure = await Should.ThrowAsync<RoomLogUnavailableException>(async () =>
            await Log(transport).AppendAsync(_room, lease.Epoch, 0, RoomEvents.Chats(lease.Epoch, 0, 1), CancellationToken.None));
        failure.MayBeWritten.ShouldBe(mayBeWritten);
        transport.Requests.ShouldBeInRange(TableRetry.MaxAttempts, TableRetry.MaxAttempts + 4);
        (await TextsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again_and_says_what_to_look_at()
    {
        var transport = new FaultyTransport(_ => Fault.Forbidden);
        var failure = await Should.ThrowAsync<RoomLogUnavailableException>(async () => await Log(transport).TakeOverAsync(_room, CancellationToken.None));
        failure.Message.ShouldContain("connection string");
        transport.Requests.ShouldBeLessThan(4);
    }

    [Fact]
    public async Task A_caller_who_gives_up_ends_the_tries()
    {
        using var patience = new CancellationTokenSource();
        var transport = new FaultyTransport(request =>
        {
            patience.Cancel();
            return Fault.Busy;
        });
        await Should.ThrowAsync<OperationCanceledException>(async () => await Log(transport).TakeOverAsync(_room, patience.Token));
        transport.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Under_random_faults_there_is_no_duplicate_and_no_gap(int seed)
    {
        var random = new Random(seed);
        var faults = new[] { Fault.CutBefore, Fault.CutAfter, Fault.TimeoutAfter, Fault.Busy, Fault.Throttled };
        var log = Log(new FaultyTransport(_ =>
        {
            lock (random)
            {
                // Sometimes so many in a row that an operation is given up.
                return random.Next(100) < 65 ? faults[random.Next(faults.Length)] : Fault.None;
            }
        }));

        var acknowledged = new Dictionary<string, long>();
        RoomLogLease? lease = null;
        for (var i = 0; i < 25; i++)
        {
            try
            {
                lease ??= await log.TakeOverAsync(_room, CancellationToken.None);
                var size = i % 8 == 7 ? 1_200 : 1 + (i % 4);
                var text = $"batch {i} of {size} " + (size > 1_000 ? new string('漢', 480) : "");
                await log.AppendAsync(_room, lease.Epoch, lease.LastSequence, RoomEvents.Chats(lease.Epoch, lease.LastSequence, size, text), CancellationToken.None);
                acknowledged.Add(text, lease.LastSequence + 1);
                lease = lease with { LastSequence = lease.LastSequence + size };
            }
            catch (RoomLogUnavailableException)
            {
                lease = null;
            }
        }

        var stored = await TextsAsync();
        acknowledged.Count.ShouldBeGreaterThan(5);
        foreach (var batch in stored.Select((text, i) => (text, Sequence: i + 1L)).GroupBy(e => e.text))
        {
            var size = int.Parse(batch.Key.Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture);
            batch.Select(e => e.Sequence).ShouldBe(Enumerable.Range(0, size).Select(n => batch.First().Sequence + n), "each batch is there once, whole");
            acknowledged.GetValueOrDefault(batch.Key, batch.First().Sequence).ShouldBe(batch.First().Sequence);
        }

        acknowledged.Keys.Except(stored).ShouldBeEmpty("what was acknowledged is stored");
    }

    [Theory]
    [InlineData(Fault.CutBefore)]
    [InlineData(Fault.CutAfter)]
    [InlineData(Fault.TimeoutAfter)]
    [InlineData(Fault.Busy)]
    public async Task A_document_is_written_and_deleted_once_although_the_connection_fails(Fault fault)
    {
        var partition = "documents of " + _room;
        var created = await Documents(fault).WriteAsync(partition, "key", new byte[] { 1 }, null, CancellationToken.None);
        var changed = await Documents(fault).WriteAsync(partition, "key", new byte[] { 2 }, created, CancellationToken.None);
        await Should.ThrowAsync<DocumentConflictException>(async () => await Documents(fault).WriteAsync(partition, "key", new byte[] { 3 }, created, CancellationToken.None));
        await Should.ThrowAsync<DocumentConflictException>(async () => await Documents(fault).WriteAsync(partition, "key", new byte[] { 3 }, null, CancellationToken.None));
        var read = (await Documents(fault).ReadAsync(partition, "key", CancellationToken.None)).ShouldNotBeNull();
        read.ETag.ShouldBe(changed);
        read.Payload.ToArray().ShouldBe([2]);

        await Documents(fault).DeleteAsync(partition, "key", changed, CancellationToken.None);
        (await Documents(fault).ListAsync(partition, CancellationToken.None)).ShouldBeEmpty();
    }

    private static bool IsTransaction(Request request) => request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal);

    private AzureTablesAccount Account(FaultyTransport transport) => new(
        new AzureTablesOptions { ConnectionString = azurite.ConnectionString, TablePrefix = "Faults" }, new ImpatientTimeProvider(), new Random(1), NullLoggerFactory.Instance, transport);

    private AzureTablesRoomLog Log(FaultyTransport transport) => new(Account(transport), NullLogger<AzureTablesRoomLog>.Instance);

    /// <summary>A store whose first request about a document (after the table was made) has a fault.</summary>
    private AzureTablesDocumentStore Documents(Fault fault) =>
        new(Account(FaultyTransport.For(request => !request.Uri.Path.EndsWith("/Tables", StringComparison.Ordinal), fault)));

    private async Task<List<string>> TextsAsync()
    {
        var texts = new List<string>();
        await foreach (var batch in Log(FaultyTransport.For(_ => false)).ReadAsync(_room, 0, CancellationToken.None))
        {
            batch[0].Sequence.ShouldBe(texts.Count + 1);
            texts.AddRange(batch.Select(e => ((ChatPosted)e.Body).Text));
        }

        return texts;
    }
}
