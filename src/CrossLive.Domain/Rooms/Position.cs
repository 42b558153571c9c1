using System.Globalization;
using MessagePack;
using Orleans;

namespace CrossLive.Rooms;

/// <summary>
/// Where an event stands in its room: the epoch of the writer that sequenced it and its sequence.
/// Sequences start at 1 and are contiguous for the room's whole life, across epochs; position (0, 0) is before the first event.
/// </summary>
[GenerateSerializer, Immutable, Alias("crosslive.Position"), MessagePackObject]
public readonly record struct Position([property: Id(0), Key(0)] long Epoch, [property: Id(1), Key(1)] long Sequence)
{
    /// <summary>Before the first event.</summary>
    public static readonly Position Start;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Sequence}");
}
