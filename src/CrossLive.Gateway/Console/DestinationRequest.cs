using CrossLive.Media;

namespace CrossLive.Gateway.Console;

/// <summary>What an operator sets of a destination. All but the address may be left out.</summary>
/// <param name="Url">With the platform's key.</param>
/// <param name="Enabled">True where it is left out.</param>
/// <param name="Platform">Whose limits hold, one of <see cref="PlatformProfiles.All"/>; "generic" where it is left out.</param>
/// <param name="KeepSize">Whether it is sent one size for the whole stream; as its platform asks for where it is left out.</param>
/// <param name="MaxVideoKbps">Beside the platform's own limit.</param>
/// <param name="DelayBudgetMs">What repairing losses may cost (SRT); 1,000 where it is left out.</param>
internal sealed record DestinationRequest(string? Url, bool? Enabled, string? Platform, bool? KeepSize, int? MaxVideoKbps, int? DelayBudgetMs)
{
    private const int LeastKbps = BitrateLimits.LeastVideoBps / 1_000, MostKbps = 50_000, MostDelayMs = 8_000;

    /// <summary>What is wrong with all but the address, in a sentence; null: nothing.</summary>
    public string? Problem() =>
        Platform is not null && !PlatformProfiles.All.Any(each => string.Equals(each.Name, Platform, StringComparison.OrdinalIgnoreCase)) ? $"'platform' is one of {string.Join(", ", PlatformProfiles.All.Select(each => each.Name))}."
        : MaxVideoKbps is < LeastKbps or > MostKbps ? $"'maxVideoKbps' is {LeastKbps} to {MostKbps}."
        : DelayBudgetMs is < RepairPlanner.LeastLatencyMs or > MostDelayMs ? $"'delayBudgetMs' is {RepairPlanner.LeastLatencyMs} to {MostDelayMs}."
        : null;
}
