namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>The cases, in the order in which they run.</summary>
internal static class AllCases
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ComparedCase> List =
    [
        Fanout("fanout-500x100", 500, 100, signalR: 1 / 3.0, floor: 1.5),
        Fanout("fanout-500x1000", 500, 1_000, signalR: 1 / 4.0, floor: null),
        Fanout("fanout-5000x100", 5_000, 100, signalR: null, floor: 1.5, isComplete: true),
        new(QuietEventCase.Name, "one event into a quiet room of 500, again and again: how soon everybody has it", QuietEventCase.RunAsync, QuietEventCase.Bars),
        new(IdleCase.Name, "10,000 quiet connections: server memory of each", IdleCase.RunAsync, IdleCase.Bars),
        new(FrozenCase.Name, "500 × 100 with and without 5% of clients that stop reading", FrozenCase.RunAsync, FrozenCase.Bars),
        new(DropReturnCase.Name, "5,000 clients drop at once during 100 events/s and come back", DropReturnCase.RunAsync, DropReturnCase.Bars),
        new(EdgeKillCase.Name, "one edge of two killed with -9: its viewers go on at the other", EdgeKillCase.RunAsync, EdgeKillCase.Bars),
    ];

    private static ComparedCase Fanout(string name, int viewers, double rate, double? signalR, double? floor, bool isComplete = false) => new(
        name,
        $"{viewers:N0} viewers, {rate:N0} events/s: CPU per delivered event, ours against the peers",
        (options, progress, cancellationToken) => FanoutCase.RunAsync(name, viewers, rate, options, progress, cancellationToken),
        results => FanoutBars.Of(name, results, signalR, floor, isComplete));
}
