namespace CrossLive.Gateway;

/// <summary>What a gateway calls itself towards rooms and other gateways: another one with each start, so that nobody takes it for its predecessor.</summary>
internal sealed class GatewayName(Random random)
{
    /// <summary>At most 100 characters.</summary>
    public string Value { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{random.NextInt64():x16}";
}
