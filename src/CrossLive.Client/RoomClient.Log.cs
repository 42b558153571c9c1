using Microsoft.Extensions.Logging;

namespace CrossLive.Client;

public sealed partial class RoomClient
{
    [LoggerMessage(6000, LogLevel.Information, "Joined room {Room} at {Epoch}:{Sequence}; recovered: {Recovered}, reason: {Why}.")]
    private partial void LogJoined(string room, long epoch, long sequence, bool recovered, string? why);

    [LoggerMessage(6001, LogLevel.Information, "Connection to room {Room} ended: {Reason} (code {Code}). Coming back in {DelayMs} ms.")]
    private partial void LogComingBack(Exception? error, string room, string reason, int? code, long delayMs);

    [LoggerMessage(6002, LogLevel.Warning, "Connection to room {Room} ended for good: {Reason} (code {Code}).")]
    private partial void LogEnded(Exception? error, string room, string reason, int? code);

    [LoggerMessage(6003, LogLevel.Warning, "Events of room {Room} are missing after {Epoch}:{Sequence}: joining again from there.")]
    private partial void LogGap(string room, long epoch, long sequence);

    [LoggerMessage(6004, LogLevel.Warning, "{Count} likes for room {Room} were given up: {Reason}.")]
    private partial void LogLikesGivenUp(Exception? error, string room, long count, string? reason);

    [LoggerMessage(6005, LogLevel.Debug, "The clock of room {Room}'s server could not be read.")]
    private partial void LogClockProbeFailed(Exception error, string room);

    [LoggerMessage(6006, LogLevel.Warning, "Room {Room} moved the client to a snapshot at {Epoch}:{Sequence}: {Why}.")]
    private partial void LogReset(string room, long epoch, long sequence, string? why);

    [LoggerMessage(6007, LogLevel.Error, "OnStatus threw for room {Room}; the client goes on.")]
    private partial void LogStatusCallbackFailed(Exception error, string room);
}
