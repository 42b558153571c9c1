namespace CrossLive.Media.Rtmp;

/// <summary>Which stream keys publish into which rooms.</summary>
public interface IPublishKeys
{
    /// <summary>The room of a key, or null where nobody may publish with it. Must take as long for a wrong key as for a right one.</summary>
    /// <param name="app">The application: what stands before the key in the publisher's address.</param>
    ValueTask<string?> FindRoomAsync(string app, string key, CancellationToken cancellation);
}
