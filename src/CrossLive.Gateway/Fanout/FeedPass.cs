namespace CrossLive.Gateway.Fanout;

/// <summary>What a room's viewers are sent in one tick. Those that stand where the last tick left them share its frames without asking the feed.</summary>
/// <param name="Generation">The feed's generation, see <see cref="RoomFeed"/>.</param>
/// <param name="Head">The cursor that the tick leads to.</param>
/// <param name="Frames">The frames, one after the other; most often one.</param>
internal readonly record struct FeedPass(int Generation, long Head, SharedFrame[] Frames)
{
    /// <summary>Most frames of one tick; who needs more asks the feed.</summary>
    public const int MaxFrames = 8;

    /// <summary>No tick: the viewer asks the feed.</summary>
    public static readonly FeedPass None = new(-1, 0, []);

    /// <summary>The frame for a viewer at this cursor, or null.</summary>
    public SharedFrame? FrameAt(long cursor, int generation)
    {
        if (generation == Generation)
        {
            foreach (var frame in Frames)
            {
                if (frame.From == cursor)
                {
                    return frame;
                }
            }
        }

        return null;
    }

    /// <summary>True where a viewer at this cursor has everything.</summary>
    public bool HasAll(long cursor, int generation) => generation == Generation && cursor == Head;
}
