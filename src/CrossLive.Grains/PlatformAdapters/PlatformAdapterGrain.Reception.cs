using CrossLive.Media.Reception;

namespace CrossLive.Platforms;

/// <summary>How the platform receives the room's stream: asked with the connection's token, which leaves this grain for nobody else.</summary>
public sealed partial class PlatformAdapterGrain
{
    private static readonly ReceptionAnswer
        NotTold = ReceptionAnswer.Of(ReceptionGap.NotTold, "Nothing here can ask this platform how it receives a stream."),
        NotConnected = ReceptionAnswer.Of(ReceptionGap.NotConnected, "The platform is not connected to this room.");

    /// <inheritdoc/>
    public async Task<ReceptionAnswer> ReadReceptionAsync(byte[] keyDigest)
    {
        LeaveIfNobodys();
        return _platform?.Kind != PlatformKind.YouTubePolling ? NotTold
            : Connection is not { IsEnded: false } connection ? NotConnected
            : await _streams.ReadAsync(connection, keyDigest);
    }
}
