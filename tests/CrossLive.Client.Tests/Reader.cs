using CrossLive.Rooms;

namespace CrossLive.Client.Tests;

/// <summary>Reads a client's updates from the first on and holds them to the promise: once, in order, none left out.</summary>
internal sealed class Reader : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<RoomUpdate> _updates = [];
    private readonly Task _reading;

    public Reader(RoomClient client) => _reading = ReadAsync(client);

    public Task Completion => _reading;

    public IReadOnlyList<RoomUpdate> Updates
    {
        get
        {
            lock (_updates)
            {
                return [.. _updates];
            }
        }
    }

    public IReadOnlyList<RoomEvent> Events => [.. Updates.OfType<EventHappened>().Select(update => update.Event)];

    public IReadOnlyList<ViewRestarted> Restarts => [.. Updates.OfType<ViewRestarted>()];

    public Task SeesAsync(long sequence) => Eventually.HoldsAsync(() => Last() >= sequence, $"event {sequence} is seen");

    /// <summary>Every event follows the one before, or the view that it started from.</summary>
    public void ShouldBeContiguous()
    {
        long? last = null;
        foreach (var update in Updates)
        {
            if (update is ViewRestarted restarted)
            {
                last = restarted.View.Head.Sequence;
            }
            else if (update is EventHappened happened)
            {
                happened.Event.Sequence.ShouldBe(last!.Value + 1);
                last = happened.Event.Sequence;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private long Last() => Updates is [.., var last] ? last is EventHappened happened ? happened.Event.Sequence : ((ViewRestarted)last).View.Head.Sequence : 0;

    private async Task ReadAsync(RoomClient client)
    {
        try
        {
            await foreach (var update in client.ReadUpdatesAsync(_stop.Token))
            {
                lock (_updates)
                {
                    _updates.Add(update);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
