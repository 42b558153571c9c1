using CrossLive.Platforms.YouTube;
using CrossLive.Rooms;

namespace CrossLive.Platforms;

/// <summary>What one poll came to.</summary>
/// <param name="Cursor">Where the next page begins; everything before it is durable in the room or refused by its rules.</param>
/// <param name="NextIn">When to poll again; null where the chat is over.</param>
/// <param name="Error">Why it failed, or null.</param>
internal sealed record PollOutcome(string? Cursor, TimeSpan? NextIn, string? Error = null);

/// <summary>
/// Polls one YouTube live chat, a page at a time. The cursor moves only past pages whose events the room has taken or refused by its rules,
/// so that nothing is lost where the room is away; a page that comes twice is dropped by the room, which knows the events' keys.
/// </summary>
/// <param name="client">The API.</param>
/// <param name="deliver">Puts commands into the room.</param>
/// <param name="noteRefusals">Told the codes of events that became no commands, and how many.</param>
/// <param name="options">The times between polls.</param>
/// <param name="random">For jitter: the rooms of one key do not poll in step.</param>
internal sealed class YouTubePoller(
    YouTubeChatClient client,
    Func<IReadOnlyList<RoomCommand>, Task<IReadOnlyList<CommandAnswer>>> deliver,
    Action<string, int> noteRefusals,
    PlatformAdapterOptions options,
    Random random)
{
    private int _failures;

    /// <summary>Gets one page and delivers it.</summary>
    public async Task<PollOutcome> PollAsync(YouTubeChatAddress address, string? cursor, CancellationToken cancellationToken)
    {
        YouTubePage page;
        try
        {
            page = await client.GetPageAsync(address, cursor, cancellationToken);
        }
        catch (YouTubeException failure)
        {
            return Failed(failure, cursor);
        }

        if (await FindUndeliveredAsync(page) is { } undelivered)
        {
            return new PollOutcome(cursor, NextAfterFailure(), $"{undelivered.Code}: {undelivered.Detail}");
        }

        _failures = 0;
        var next = page.NextPageToken ?? cursor;
        return page.IsChatEnded
            ? new PollOutcome(next, null, "The chat is over.")
            : new PollOutcome(next, TimeSpan.FromMilliseconds(Math.Clamp(page.PollingIntervalMs, options.MinPollMs, Math.Max(options.MinPollMs, options.MaxPollMs))));
    }

    /// <summary>Delivers the page; the first answer that asks to come again, or null where the page is dealt with.</summary>
    private async Task<CommandAnswer?> FindUndeliveredAsync(YouTubePage page)
    {
        foreach (var (code, count) in page.Events.Where(e => e.Refusal is not null).CountBy(e => e.Refusal!.Code))
        {
            noteRefusals(code, count);
        }

        var commands = page.Events.Where(e => e.Command is not null).Select(e => e.Command!).ToArray();
        if (commands.Length == 0)
        {
            return null;
        }

        // A room that nobody has opened yet gets the chat once it is open.
        var answers = await deliver(commands);
        return answers.FirstOrDefault(answer => TransientAnswer.Is(answer) || answer.Code == Rejection.RoomUnknown);
    }

    private PollOutcome Failed(YouTubeException failure, string? cursor) => failure.Kind switch
    {
        YouTubeFailureKind.ChatEnded => new PollOutcome(cursor, null, failure.Message),
        YouTubeFailureKind.QuotaExceeded => new PollOutcome(cursor, TimeSpan.FromMilliseconds(options.QuotaPollMs), failure.Message),
        YouTubeFailureKind.CursorInvalid => new PollOutcome(null, NextAfterFailure(), failure.Message),
        _ => new PollOutcome(cursor, NextAfterFailure(), failure.Message),
    };

    private TimeSpan NextAfterFailure()
    {
        const int MaxDoublings = 12;
        _failures = Math.Min(_failures + 1, MaxDoublings);
        var longest = Math.Max(options.MinPollMs, options.MaxFailingPollMs);
        var waitMs = (int)Math.Min(longest, (long)options.MinPollMs << _failures);
        return TimeSpan.FromMilliseconds(waitMs - random.Next((waitMs / 4) + 1));
    }
}
