using CrossLive.Protocol;
using CrossLive.Protocol.Calls;

namespace CrossLive.Client;

/// <content>Likes: merged before they are sent.</content>
public sealed partial class RoomClient
{
    /// <summary>
    /// Likes. Returns at once: likes gather for <see cref="RoomClientOptions.LikeInterval"/> and go in one call. Likes that wait while there is no
    /// connection go when it is back; what the room refuses, and what is not answered within a command's tries, is given up and logged.
    /// </summary>
    /// <param name="count">How many, 1 or more.</param>
    public void Like(long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _likes.Add(count);
    }

    private async Task SendLikesAsync()
    {
        var stop = _stop.Token;
        await Task.Yield();
        try
        {
            while (true)
            {
                await _likes.WaitAsync(stop);
                await Task.Delay(_options.LikeInterval, _time, stop);
                await SendLikesOnceAsync(_likes.Take(), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (RoomEndedException)
        {
            // Nothing can be liked any more.
        }
    }

    private async Task SendLikesOnceAsync(long count, CancellationToken stop)
    {
        try
        {
            var reply = await SendAsync(HubMethods.Like, null, key => new LikeCall(key, count), stop);
            if (reply is { Ok: false, RetryMs: { } retryMs })
            {
                // It did not happen: these likes go with the next ones.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(retryMs, 0, ReconnectPolicy.MaxServerDelay.TotalMilliseconds)), _time, stop);
                _likes.Add(count);
            }
            else if (!reply.Ok)
            {
                LogLikesGivenUp(null, _options.Room, count, reply.Code);
            }
        }
        catch (Exception error) when (error is CommandUnansweredException or TooManyCommandsException)
        {
            LogLikesGivenUp(error, _options.Room, count, error.Message);
        }
    }
}
