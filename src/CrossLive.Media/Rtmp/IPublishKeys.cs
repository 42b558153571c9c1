namespace CrossLive.Media.Rtmp;

/// <summary>Which stream keys publish into which rooms.</summary>
public interface IPublishKeys
{
    /// <summary>Whether a key may publish. Must take as long for a wrong key as for a right one.</summary>
    /// <param name="app">The application: what stands before the key in the publisher's address.</param>
    /// <param name="remote">Where the publisher comes from, or null.</param>
    ValueTask<PublishVerdict> CheckAsync(string app, string key, string? remote, CancellationToken cancellation);
}
