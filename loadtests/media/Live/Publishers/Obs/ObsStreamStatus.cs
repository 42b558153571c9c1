using System.Text.Json;

namespace CrossLive.LoadTests.Media.Live.Publishers.Obs;

/// <summary>How OBS' stream does, as OBS says.</summary>
/// <param name="IsActive">It streams, or tries to again.</param>
/// <param name="IsReconnecting">Its connection is gone, and it tries again by itself.</param>
/// <param name="DroppedPictures">Pictures that it did not send because the connection did not take them.</param>
/// <param name="Pictures">Pictures of the stream.</param>
internal sealed record ObsStreamStatus(bool IsActive, bool IsReconnecting, long DroppedPictures, long Pictures)
{
    /// <summary>Reads an answer.</summary>
    public static ObsStreamStatus Of(JsonElement answer) => new(
        answer.GetProperty("outputActive").GetBoolean(),
        answer.GetProperty("outputReconnecting").GetBoolean(),
        answer.GetProperty("outputSkippedFrames").GetInt64(),
        answer.GetProperty("outputTotalFrames").GetInt64());
}
