using System.Text.Json.Serialization;

namespace CrossLive.LoadTests.Claims;

/// <summary>What was seen of one system under one load.</summary>
/// <param name="Part">Of <see cref="ClaimParts"/>.</param>
/// <param name="System">What was measured.</param>
/// <param name="Load">How it was loaded.</param>
/// <param name="ClaimsPerSecond">Claims answered in the window, a second.</param>
/// <param name="P50Ms">Median of the time to the answer; open loop: from the due time.</param>
/// <param name="P99Ms">The same, 99th percentile.</param>
/// <param name="CpuUsPerClaim">CPU of the system's processes for each claim, where they are not this one.</param>
/// <param name="ServerCores">The same over the window's length.</param>
/// <param name="BytesPerClaim">Memory that was allocated for each claim, of what is kept and of what is not.</param>
internal sealed record ClaimFigures(
    [property: JsonPropertyName("part")] string Part,
    [property: JsonPropertyName("system")] string System,
    [property: JsonPropertyName("load")] string Load,
    [property: JsonPropertyName("claimsPerSecond")] double ClaimsPerSecond,
    [property: JsonPropertyName("p50Ms")] double? P50Ms = null,
    [property: JsonPropertyName("p99Ms")] double? P99Ms = null,
    [property: JsonPropertyName("cpuUsPerClaim")] double? CpuUsPerClaim = null,
    [property: JsonPropertyName("serverCores")] double? ServerCores = null,
    [property: JsonPropertyName("bytesPerClaim")] double? BytesPerClaim = null)
{
    /// <summary>In one line.</summary>
    public string Line => string.Create(
        global::System.Globalization.CultureInfo.InvariantCulture,
        $"  {Part,-8} {System,-26} {Load,-34} {ClaimsPerSecond,12:N0} claims/s{(P50Ms is null ? string.Empty : $"  p50 {P50Ms:F1} ms  p99 {P99Ms:F1} ms")}{(CpuUsPerClaim is null ? string.Empty : $"  {CpuUsPerClaim:F1} us CPU/claim  {ServerCores:F2} cores")}{(BytesPerClaim is null ? string.Empty : $"  {BytesPerClaim:F0} bytes/claim")}");
}
