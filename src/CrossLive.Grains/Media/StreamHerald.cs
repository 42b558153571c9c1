using CrossLive.Rooms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media;

/// <summary>
/// Tells the room whether its stream comes in: the newest state only, in order, under a key for each, so that one told twice stands in the room once. One loop; a
/// room that does not answer, or that nobody has opened yet, is asked again. The stream goes on meanwhile.
/// </summary>
internal sealed partial class StreamHerald(string name, IRoomGrain room, Action told, TimeProvider time, ILogger logger)
{
    private const int RetryMs = 1_000;

    private readonly Person _self = new(PlatformId.Web, "stream/" + name, "stream", Role.Platform);
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private ShowStream? _wanted;
    private string _key = "";

    /// <summary>What the room was told last, or is to be told next.</summary>
    public ShowStream? Wanted => _wanted;

    /// <summary>True while something is to be told.</summary>
    public bool IsTelling => !_loop.IsCompleted;

    /// <summary>The room is to be told this, and nothing that was to be told before.</summary>
    /// <param name="key">Of its own for each publisher and state.</param>
    public void Tell(ShowStream state, string key)
    {
        (_wanted, _key) = (state, key);
        if (_loop.IsCompleted && !_closing.Task.IsCompleted)
        {
            _loop = RunAsync();
        }
    }

    /// <summary>Says nothing more.</summary>
    public Task CloseAsync()
    {
        _closing.TrySetResult();
        return _loop;
    }

    private async Task RunAsync()
    {
        ShowStream? shown = null;
        while (!_closing.Task.IsCompleted && !ReferenceEquals(shown, _wanted))
        {
            var (state, key) = (_wanted!, _key);
            if (await TryTellAsync(new RoomCommand(_self, state, CommandKey.For(_self.Id, key))))
            {
                shown = state;
            }
            else
            {
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(RetryMs), time), _closing.Task);
            }
        }

        if (!_closing.Task.IsCompleted)
        {
            told();
        }
    }

    private async Task<bool> TryTellAsync(RoomCommand command)
    {
        try
        {
            var answer = (await room.ExecuteAsync([command]))[0];
            // A room that nobody has opened shows nothing.
            var isTold = answer.IsDone || (answer.Code == Rejection.RoomUnknown && command.Body is ShowStream { IsLive: false });
            if (!isTold)
            {
                LogNotTold(logger, name, answer.Code, null);
            }

            return isTold;
        }
#pragma warning disable CA1031 // A room that moves shows in many exceptions; each means the same here: tell it again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotTold(logger, name, null, exception);
            return false;
        }
    }

    [LoggerMessage(2303, LogLevel.Debug, "Room '{Room}' was not told of its stream ({Code}); told again in a moment")]
    private static partial void LogNotTold(ILogger logger, string room, string? code, Exception? exception);
}
