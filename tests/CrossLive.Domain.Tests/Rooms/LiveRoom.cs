using CrossLive.Rooms;
using Shouldly;

namespace CrossLive.Domain.Tests.Rooms;

/// <summary>A room driven by hand: commands in, answers and events out, at a time that the test sets.</summary>
internal sealed class LiveRoom
{
    public const long Epoch = 1;
    private readonly RoomSequencer _sequencer = new(new RoomState(), Epoch);
    private int _tickets;

    public static Person Viewer { get; } = new(PlatformId.Web, "vera", "Vera");

    public static Person Moderator { get; } = new(PlatformId.Web, "mo", "Mo", Role.Moderator);

    public static Person Operator { get; } = new(PlatformId.Web, "olga", "Olga", Role.Operator);

    public static Person Guest { get; } = new("twitch", "4145994", "viewer32");

    public static Person Connector { get; } = new("twitch", "connector", "Twitch", Role.Platform);

    public long NowUnixMs { get; set; } = 1_700_000_000_000;

    public List<RoomEvent> Events { get; } = [];

    public RoomState State => _sequencer.State;

    /// <summary>A room that is open.</summary>
    public static LiveRoom Open()
    {
        var room = new LiveRoom();
        room.Happens(Operator, new OpenRoom("Tonight"));
        return room;
    }

    /// <summary>Decides a command; a merged one is answered after a tick.</summary>
    public CommandAnswer Do(RoomCommand command)
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, ++_tickets, command, NowUnixMs);
        _sequencer.Tick(plan, NowUnixMs);
        Events.AddRange(plan.Events);
        return plan.Answers.ShouldHaveSingleItem().Answer;
    }

    /// <summary>Lets the room's clock tick; returns what happened.</summary>
    public IReadOnlyList<RoomEvent> Tick()
    {
        var plan = new RoomPlan();
        _sequencer.Tick(plan, NowUnixMs);
        Events.AddRange(plan.Events);
        return plan.Events;
    }

    public CommandAnswer Do(Person actor, RoomCommandBody body) => Do(new RoomCommand(actor, body));

    /// <summary>Decides a command that has to happen, and returns its event.</summary>
    public RoomEvent Happens(Person actor, RoomCommandBody body) => Happens(new RoomCommand(actor, body));

    public RoomEvent Happens(RoomCommand command)
    {
        var answer = Do(command);
        answer.Code.ShouldBeNull(answer.Detail);
        answer.Outcome.ShouldBe(CommandOutcome.Accepted);
        answer.Position.ShouldBe(Events[^1].Position);
        return Events[^1];
    }

    /// <summary>Decides a command that has to be refused, and changes nothing.</summary>
    public CommandAnswer Refuses(string code, Person actor, RoomCommandBody body)
    {
        var (before, count) = (State.Hash(), Events.Count);
        var answer = Do(actor, body);
        answer.Outcome.ShouldBe(CommandOutcome.Rejected);
        answer.Code.ShouldBe(code);
        answer.Detail.ShouldNotBeNullOrEmpty();
        answer.IsDone.ShouldBeFalse();
        Events.Count.ShouldBe(count);
        State.Hash().ShouldBe(before);
        return answer;
    }

    /// <summary>The body of the event that a command comes to.</summary>
    public T Body<T>(Person actor, RoomCommandBody body)
        where T : RoomEventBody => Happens(actor, body).Body.ShouldBeOfType<T>();
}
