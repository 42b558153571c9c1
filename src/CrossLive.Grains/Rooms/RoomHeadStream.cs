using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace CrossLive.Rooms;

/// <summary>
/// Tells consumers that may lag how far the room has come, over an Orleans stream. Only the newest head is sent, one message at a time and no more than
/// one in <see cref="Interval"/>: what is missed is read from the room, so a slow consumer costs the room nothing and a lost message loses nothing.
/// </summary>
internal sealed partial class RoomHeadStream(IAsyncStream<RoomHead> stream, string room, TimeProvider time, ILogger logger)
{
    /// <summary>Between two heads: each costs the room a message and a read, which a busy room would pay for every batch.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource _finishing = new();
    private Task _sending = Task.CompletedTask;
    private RoomHead? _next;

    /// <summary>The name of the stream provider and of the namespace.</summary>
    public const string Provider = "crosslive";

    /// <summary>The streams' namespace; the stream's key is the room.</summary>
    public const string Namespace = "crosslive.room-head";

    /// <summary>Notes the newest head and sends it as soon as the one before is sent.</summary>
    public void Advance(Position head)
    {
        _next = new RoomHead(head);
        if (_sending.IsCompleted)
        {
            _sending = SendAsync();
        }
    }

    /// <summary>Sends what was noted at once, and waits for it.</summary>
    public Task FinishAsync()
    {
        _finishing.TrySetResult();
        return _sending;
    }

    private async Task SendAsync()
    {
        while (_next is { } head)
        {
            _next = null;
            try
            {
                await stream.OnNextAsync(head);
            }
#pragma warning disable CA1031 // The next head, or the consumer's own timer, makes up for it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotSent(logger, room, exception);
            }

            await Task.WhenAny(Task.Delay(Interval, time), _finishing.Task);
        }
    }

    [LoggerMessage(2010, LogLevel.Warning, "Room '{Room}': the head could not be put on the stream")]
    private static partial void LogNotSent(ILogger logger, string room, Exception exception);
}
