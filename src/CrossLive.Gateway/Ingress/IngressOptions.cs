using System.ComponentModel.DataAnnotations;
using CrossLive.Platforms.Generic;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Ingress;

/// <summary>How platforms' deliveries are taken; section <c>CrossLive:Ingress</c>.</summary>
public sealed class IngressOptions
{
    /// <summary>Most bytes of a body; more is answered 413 without being read.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    /// <summary>How long the way a platform is connected is believed, in ms: so long a secret that was taken away is still good on other gateways.</summary>
    public const int ConnectionCacheMs = 5_000;

    /// <summary>Most connections remembered; one more is looked up each time.</summary>
    public const int MaxCachedConnections = 4_096;

    /// <summary>Most platforms whose rate is remembered; at the limit those that are not at their limit are forgotten, which changes nothing for them.</summary>
    public const int MaxRatedPlatforms = 10_000;

    /// <summary>Events that one platform may send into one room in a second, on average. 429 beyond.</summary>
    [Range(1, 10_000_000)]
    public int EventsPerSecond { get; set; } = 2_000;

    /// <summary>Events that it may send at once after a pause; at least one full batch.</summary>
    [Range(GenericEventParser.MaxEventsPerBatch, 10_000_000)]
    public int EventBurst { get; set; } = 5_000;

    /// <summary>How long an answer of the room is waited for, in ms; then 503. Senders wait 2 s (the tightest) to 30 s, and send again.</summary>
    [Range(100, 60_000)]
    public int DeliveryTimeoutMs { get; set; } = 10_000;
}

/// <summary>Refuses settings that are out of range when the server starts, by name.</summary>
[OptionsValidator]
internal sealed partial class IngressOptionsValidator : IValidateOptions<IngressOptions>;
