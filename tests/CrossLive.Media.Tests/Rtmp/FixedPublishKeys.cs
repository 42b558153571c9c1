using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Tests.Rtmp;

/// <summary>One key, one room.</summary>
internal sealed class FixedPublishKeys(string app, string key, string room) : IPublishKeys
{
    public ValueTask<PublishVerdict> CheckAsync(string givenApp, string givenKey, string? remote, CancellationToken cancellation) =>
        ValueTask.FromResult(givenApp == app && givenKey == key ? PublishVerdict.Into(room, 1) : PublishVerdict.Unknown);
}
