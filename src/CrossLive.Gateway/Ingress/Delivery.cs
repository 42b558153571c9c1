using CrossLive.Platforms;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Ingress;

/// <summary>A delivery's events and what the room said to each: what the answer is made of. Pure.</summary>
/// <param name="Outcomes">One per event, in order.</param>
/// <param name="Waiting">The first answer that asks to come again, or null.</param>
internal sealed record Delivery(IReadOnlyList<EventOutcome> Outcomes, CommandAnswer? Waiting)
{
    /// <summary>True where at least one event is in the room now, from this delivery or from before, or there was none to begin with.</summary>
    public bool IsTaken => Outcomes.Count == 0 || Outcomes.Any(outcome => outcome.Code is null);

    /// <summary>The one code that every event was refused with, or null.</summary>
    public string? CommonCode => Outcomes.Select(outcome => outcome.Code).Distinct(StringComparer.Ordinal).ToArray() is [{ } code] ? code : null;

    /// <summary>Puts the room's answers back to the events that became commands.</summary>
    public static Delivery Of(IReadOnlyList<ParsedEvent> events, IReadOnlyList<CommandAnswer> answers)
    {
        var next = 0;
        EventOutcome[] outcomes = [.. events.Select(e => e.Refusal is { } refusal ? EventOutcome.Of(e.Id, refusal) : EventOutcome.Of(e.Id, answers[next++]))];
        return new Delivery(outcomes, answers.FirstOrDefault(TransientAnswer.Is));
    }
}
