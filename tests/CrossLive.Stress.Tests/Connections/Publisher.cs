using CrossLive.Rooms;
using Shouldly;

namespace CrossLive.Stress.Tests.Connections;

/// <summary>A platform that chats into a room.</summary>
internal static class Publisher
{
    private const int MaxAhead = 2_500;

    private static readonly Person Tom = new("twitch", "t1", "Tom");

    /// <summary>Chats at once, as one batch; ends when they are durable.</summary>
    /// <returns>The sequence of the last one.</returns>
    public static async Task<long> ChatAsync(IRoomGrain room, int count, string text = "message")
    {
        var answers = await room.ExecuteAsync([.. Enumerable.Range(0, count).Select(i => new RoomCommand(Tom, new PostChat($"{text} {i}")))]);
        answers.ShouldAllBe(answer => answer.IsDone);
        return answers[^1].Position.Sequence;
    }

    /// <summary>
    /// Chats on and on in batches, until it is told to stop: as fast as can be, but no further ahead of these viewers than half of a ring. Who is to be
    /// slow is not among them.
    /// </summary>
    /// <returns>The sequence of the last one.</returns>
    public static async Task<long> ChatOnAsync(IRoomGrain room, int batch, string text, IReadOnlyCollection<CheckingClient> readers, CancellationToken stop)
    {
        long last = 0;
        while (!stop.IsCancellationRequested)
        {
            last = await ChatAsync(room, batch, text);
            while (!stop.IsCancellationRequested && readers.Any(reader => last - reader.Position.Sequence > MaxAhead))
            {
                await Task.Delay(1, CancellationToken.None);
            }

            await Task.Yield();
        }

        return last;
    }
}
