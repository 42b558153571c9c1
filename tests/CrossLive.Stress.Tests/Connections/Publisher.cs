using CrossLive.Rooms;
using Shouldly;

namespace CrossLive.Stress.Tests.Connections;

/// <summary>A platform that chats into a room.</summary>
internal static class Publisher
{
    private static readonly Person Tom = new("twitch", "t1", "Tom");

    /// <summary>Chats at once, as one batch; ends when they are durable.</summary>
    /// <returns>The sequence of the last one.</returns>
    public static async Task<long> ChatAsync(IRoomGrain room, int count, string text = "message")
    {
        var answers = await room.ExecuteAsync([.. Enumerable.Range(0, count).Select(i => new RoomCommand(Tom, new PostChat($"{text} {i}")))]);
        answers.ShouldAllBe(answer => answer.IsDone);
        return answers[^1].Position.Sequence;
    }

    /// <summary>Chats on and on in batches, until it is told to stop.</summary>
    /// <returns>The sequence of the last one.</returns>
    public static async Task<long> ChatOnAsync(IRoomGrain room, int batch, string text, CancellationToken stop)
    {
        long last = 0;
        while (!stop.IsCancellationRequested)
        {
            last = await ChatAsync(room, batch, text);
            await Task.Yield();
        }

        return last;
    }
}
