namespace CrossLive.Media.Workers;

/// <summary>The codes with which relays end, as <c>src/encoder-worker/README.md</c> lists them.</summary>
public static class RelayEnd
{
    /// <summary>What an end means for the restart. Codes that are not known are crashes, and so is an end without a code.</summary>
    public static WorkerEnd KindOf(string? code) => code switch
    {
        "refused-key" or "refused-address" or "tls-certificate" => WorkerEnd.Refused,
        "refused-connection" or "unreachable" or "name-unknown" or "timeout" or "reset" or "closed" or "stalled" or "tls-failed" or "protocol" => WorkerEnd.Connection,
        "source-gone" => WorkerEnd.Hang,
        _ => WorkerEnd.Crash,
    };
}
