namespace CrossLive.Gateway.Commands;

/// <summary>When a command came in at a gateway, see <see cref="ViewerCommand.ArrivedUnixUs"/>.</summary>
internal static class ArrivalTime
{
    /// <summary>Now, in µs since 1970.</summary>
    public static long NowUnixUs(TimeProvider time) => (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
}
