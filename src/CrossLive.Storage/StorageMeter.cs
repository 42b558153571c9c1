using System.Diagnostics.Metrics;

namespace CrossLive.Storage;

/// <summary>The storage's measurements, under the meter "CrossLive.Storage". Every one carries the provider as "crosslive.storage.provider".</summary>
public static class StorageMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "CrossLive.Storage";

    /// <summary>The tag that names the provider.</summary>
    public const string ProviderTag = "crosslive.storage.provider";

    /// <summary>The tag that names the kind of a failure: "fenced", "full", "unavailable", "damaged", "cancelled" or "other".</summary>
    public const string FailureTag = "error.type";

    private static readonly Meter Meter = new(Name);

    /// <summary>How long appends take that succeed, in seconds.</summary>
    internal static readonly Histogram<double> AppendDuration =
        Meter.CreateHistogram<double>("crosslive.storage.append.duration", "s", "How long appends take that succeed.");

    /// <summary>Events appended.</summary>
    internal static readonly Counter<long> AppendEvents =
        Meter.CreateCounter<long>("crosslive.storage.append.events", "{event}", "Events appended.");

    /// <summary>Appends that failed, by kind.</summary>
    internal static readonly Counter<long> AppendFailures =
        Meter.CreateCounter<long>("crosslive.storage.append.failures", "{append}", "Appends that failed, by kind.");
}
