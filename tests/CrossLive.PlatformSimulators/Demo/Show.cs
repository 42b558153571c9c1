namespace CrossLive.PlatformSimulators.Demo;

/// <summary>
/// The show's script: the host presents one thing after another; people ask, wait for the deal, buy, and drift off.
/// Pure: the same seed and the same steps give the same show.
/// </summary>
/// <param name="random">Draws everything.</param>
/// <param name="eventsPerSecond">On average, over all platforms and the whole show.</param>
public sealed class Show(Random random, double eventsPerSecond)
{
    /// <summary>How long the host spends on one thing.</summary>
    public static readonly TimeSpan SegmentLength = TimeSpan.FromSeconds(50);

    private static readonly string[] ShareTargets = ["whatsapp", "wechat", "instagram", "line", "messenger"];

    // What people speak about, and how lively it is, in the five tenths of a segment.
    private static readonly (double Liveliness, (string Occasion, int Weight)[] Occasions)[] Phases =
    [
        (0.7, [("hello", 3), ("react", 6), ("ask", 4), ("chat", 3)]),
        (0.9, [("ask", 8), ("react", 5), ("answer", 3), ("chat", 2), ("hello", 1)]),
        (1.0, [("ask", 4), ("react", 6), ("answer", 3), ("deal", 1), ("chat", 2)]),
        (1.7, [("deal", 8), ("react", 3), ("bought", 4)]),
        (0.7, [("bought", 4), ("thanks", 3), ("chat", 4), ("answer", 1), ("react", 2)]),
    ];

    // Not every platform tells likes and shares.
    private static readonly Persona[] Likers = [.. Cast.All.Where(persona => persona.Platform is "tiktok" or "douyin")];
    private static readonly Persona[] Sharers = [.. Cast.All.Where(persona => persona.Platform is "tiktok")];

    private readonly Phrasebook _phrases = new();
    private readonly Dictionary<string, double> _viewers = new(StringComparer.Ordinal) { ["tiktok"] = 1_850, ["douyin"] = 4_200 };
    private readonly Queue<Say> _recent = new();
    private double _clockSeconds;
    private double _due;
    private double _nextCount;
    private long _number;

    /// <summary>What happens in the next moment.</summary>
    public IReadOnlyList<ShowAction> Advance(TimeSpan by)
    {
        _clockSeconds += by.TotalSeconds;
        var phase = Phases[(int)(_clockSeconds % SegmentLength.TotalSeconds / SegmentLength.TotalSeconds * Phases.Length)];
        _due += by.TotalSeconds * eventsPerSecond * phase.Liveliness * (0.5 + random.NextDouble());
        var actions = new List<ShowAction>();
        for (; _due >= 1; _due--)
        {
            actions.Add(NextAction(phase.Occasions));
        }

        if (_clockSeconds >= _nextCount)
        {
            _nextCount = _clockSeconds + 3;
            actions.AddRange(_viewers.Keys.Order(StringComparer.Ordinal).Select(platform => CountViewers(platform, phase.Liveliness)).ToArray());
        }

        return actions;
    }

    private int Item => (int)(_clockSeconds / SegmentLength.TotalSeconds) % _phrases.Items;

    private ShowAction NextAction((string Occasion, int Weight)[] occasions)
    {
        var who = Draw(Cast.All, persona => persona.Chattiness);
        var lot = random.NextDouble();
        return lot switch
        {
            < 0.56 => Speak(who, occasions),
            < 0.84 => Liking(Draw(Likers, persona => persona.Chattiness)),
            < 0.90 => new Give(++_number, who, Math.Pow(random.NextDouble(), 3), _phrases.Pick(who.Language, "react", Item, random)),
            < 0.95 => new StartFollowing(++_number, who),
            < 0.985 => new ShareRoom(++_number, Draw(Sharers, persona => persona.Chattiness), ShareTargets[random.Next(ShareTargets.Length)]),
            _ => TakingDown(who, occasions),
        };
    }

    private Say Speak(Persona who, (string Occasion, int Weight)[] occasions)
    {
        var occasion = Draw(occasions, entry => entry.Weight).Occasion;
        var said = new Say(++_number, who, _phrases.Pick(who.Language, occasion, Item, random));
        _recent.Enqueue(said);
        if (_recent.Count > 40)
        {
            _recent.Dequeue();
        }

        return said;
    }

    // A burst now and then: somebody holds their thumb on the screen.
    private Like Liking(Persona who) => new(++_number, who, random.Next(10) == 0 ? random.Next(40, 200) : random.Next(1, 12));

    private ShowAction TakingDown(Persona who, (string Occasion, int Weight)[] occasions) =>
        _recent.FirstOrDefault(said => said.Platform is "twitch" or "youtube") is { } old
            ? new TakeDown(++_number, old.Platform, Forget(old).Number)
            : Speak(who, occasions);

    private Say Forget(Say said)
    {
        var kept = _recent.Where(other => other != said).ToArray();
        _recent.Clear();
        foreach (var other in kept)
        {
            _recent.Enqueue(other);
        }

        return said;
    }

    private ReportViewers CountViewers(string platform, double liveliness)
    {
        var pull = liveliness > 1 ? 0.02 : -0.004;
        _viewers[platform] = Math.Max(50, _viewers[platform] * (1 + pull + ((random.NextDouble() - 0.5) * 0.02)));
        return new ReportViewers(++_number, platform, (int)_viewers[platform]);
    }

    private T Draw<T>(IReadOnlyList<T> from, Func<T, int> weight)
    {
        var lot = random.Next(from.Sum(weight));
        foreach (var candidate in from)
        {
            lot -= weight(candidate);
            if (lot < 0)
            {
                return candidate;
            }
        }

        throw new InvalidOperationException("No weight is positive.");
    }
}
