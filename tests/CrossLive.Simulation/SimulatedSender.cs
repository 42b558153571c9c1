using System.Globalization;
using CrossLive.Rooms;

namespace CrossLive.Simulation;

/// <summary>Somebody who wants things to happen: sends each with a key of its own, and again with the same key until an answer comes.</summary>
internal sealed class SimulatedSender(int id, Scheduler scheduler, IReadOnlyList<SimulatedGateway> gateways, Witness witness, Sabotage sabotage)
{
    private static readonly string[] TryAgain = [Rejection.RoomUnavailable, Rejection.StorageFull, Rejection.RoomBusy, Rejection.RoomUnknown];
    private readonly Person _person = (id % 3) switch
    {
        0 => new Person(PlatformId.Web, $"olga-{id}", "Olga", Role.Operator),
        1 => new Person("twitch", $"connector-{id}", "Twitch", Role.Platform),
        _ => new Person(PlatformId.Web, $"vera-{id}", "Vera"),
    };

    private int _left = scheduler.Between(10, 40);
    private int _number;

    /// <summary>Commands whose answer is not there yet.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Likes that were acknowledged, by platform.</summary>
    public Dictionary<string, long> Likes { get; } = new(StringComparer.Ordinal);

    /// <summary>True where everything was sent and answered.</summary>
    public bool IsDone => _left == 0 && Unanswered == 0;

    /// <summary>Begins to send.</summary>
    public void Start()
    {
        if (id == 0)
        {
            Begin(new OpenRoom("Tonight"));
        }

        scheduler.After(scheduler.Between(1, 500), Next);
    }

    /// <summary>One more command.</summary>
    public void SayLastWord() => Begin(new Announce("Good night"));

    private void Next()
    {
        if (_left == 0)
        {
            return;
        }

        // A burst now and then, so that batches and queues fill.
        var burst = Math.Min(_left, scheduler.Chance(100) ? 20 : 1);
        _left -= burst;
        for (var i = 0; i < burst; i++)
        {
            Begin(Draw());
        }

        scheduler.After(scheduler.Between(1, 800), Next);
    }

    private RoomCommandBody Draw()
    {
        var content = string.Create(CultureInfo.InvariantCulture, $"sender {id} command {_number}");
        return (scheduler.Between(0, 11), _person.Role) switch
        {
            ( <= 3, _) => new PostChat(content),
            ( <= 6, _) => new SendLikes(scheduler.Between(1, 9)),
            ( <= 8, _) => new SendGift("rose", "Rose", scheduler.Between(1, 5), new Money(scheduler.Between(1, 500), "JPY"), null, content),
            (9, Role.Platform) => new CountViewers(scheduler.Between(0, 50)),
            (10, Role.Platform) => new ChangeViewers(scheduler.Between(-5, 5)),
            (9, Role.Operator) => new SetSlowMode(scheduler.Between(0, 1) * 300),
            (10, Role.Operator) => new MuteUser("web", "nobody", scheduler.Between(1, 900)),
            _ => new Share(content),
        };
    }

    private void Begin(RoomCommandBody body)
    {
        Unanswered++;
        var key = CommandKey.For(_person.Handle, string.Create(CultureInfo.InvariantCulture, $"{_number++}"));
        Try(new RoomCommand(_person, body, key, CommandKey.Fingerprint(body.GetType().Name, body.ToString())), new Answered());
    }

    private void Try(RoomCommand command, Answered answered)
    {
        if (answered.IsFinal)
        {
            return;
        }

        Send(command, answer => OnAnswer(command, answered, answer));
        scheduler.After(scheduler.Between(400, 1_500), () => Try(sabotage == Sabotage.SendersChangeKeys ? WithAnotherKey(command) : command, answered));
    }

    // Through any gateway, to the activation that the gateway knows; the network loses requests and answers, and delivers some twice.
    private void Send(RoomCommand command, Action<CommandAnswer> onAnswer)
    {
        var gateway = scheduler.OneOf(gateways);
        for (var copies = scheduler.Fault(50) ? 2 : scheduler.Fault(50) ? 0 : 1; copies > 0; copies--)
        {
            scheduler.After(scheduler.Between(0, scheduler.Fault(50) ? 3_000 : 30), () => gateway.Room?.Execute(command, answer =>
            {
                if (!scheduler.Fault(80))
                {
                    scheduler.After(scheduler.Between(0, 30), () => onAnswer(answer));
                }
            }));
        }
    }

    private void OnAnswer(RoomCommand command, Answered answered, CommandAnswer answer)
    {
        Witness.Require(!string.Equals(answer.Code, Rejection.KeyReused, StringComparison.Ordinal), $"{this} was told that its key was used for something else.");
        if (answer.IsDone)
        {
            witness.OnAcknowledged(command, answer);
        }

        if (answered.IsFinal || (answer.Code is { } code && TryAgain.Contains(code)))
        {
            return;
        }

        answered.IsFinal = true;
        Unanswered--;
        if (answer.IsDone && command.Body is SendLikes likes)
        {
            Likes[_person.Platform] = Likes.GetValueOrDefault(_person.Platform) + likes.Count;
        }

        if (scheduler.Fault(100))
        {
            // Some do not believe it.
            Send(command, again => OnAnswer(command, answered, again));
        }
    }

    public override string ToString() => $"Sender {id}";

    private RoomCommand WithAnotherKey(RoomCommand command) => command with { Key = CommandKey.For(_person.Handle, $"again {command.Key} {scheduler.NowMs}") };

    private sealed class Answered
    {
        public bool IsFinal { get; set; }
    }
}
