using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CrossLive.Rooms;

/// <summary>What rooms measure of themselves. Names follow OpenTelemetry's conventions: dotted, singular, units apart.</summary>
internal static class RoomTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "CrossLive.Rooms";

    private static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Activities = new(Name);

    public static readonly Counter<long> Commands = Meter.CreateCounter<long>("crosslive.room.commands", "{command}", "Commands answered, by outcome and rejection code.");

    public static readonly Histogram<double> AppendDuration = Meter.CreateHistogram<double>("crosslive.room.append.duration", "s", "From a batch being decided to its being durable.");

    public static readonly Histogram<int> AppendEvents = Meter.CreateHistogram<int>("crosslive.room.append.events", "{event}", "Events in a batch.");

    public static readonly Histogram<double> RecoveryDuration = Meter.CreateHistogram<double>("crosslive.room.recovery.duration", "s", "Take-over, snapshot and replay when a room opens.");

    /// <summary>Counts an answered command.</summary>
    public static void Count(CommandAnswer answer) => Commands.Add(
        1,
        new KeyValuePair<string, object?>("outcome", answer.Outcome switch { CommandOutcome.Accepted => "accepted", CommandOutcome.Repeated => "repeated", _ => "rejected" }),
        new KeyValuePair<string, object?>("error.type", answer.Code));
}
