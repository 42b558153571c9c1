using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Systems;

namespace CrossLive.LoadTests.Compare;

/// <summary>What the command was told.</summary>
/// <param name="Systems">The systems to run.</param>
/// <param name="Rounds">How often each is measured.</param>
/// <param name="Window">How long, each time.</param>
/// <param name="CrossLiveSettings">Settings of our server, as environment variables.</param>
/// <param name="PublishWay">How events get into our server.</param>
internal sealed record CompareOptions(IReadOnlyList<string> Systems, int Rounds, TimeSpan Window, IReadOnlyDictionary<string, string> CrossLiveSettings, PublishWay PublishWay)
{
    private const int MaxRounds = 100;
    private const int MaxSeconds = 3_600;

    /// <summary>Reads the command line's values.</summary>
    /// <exception cref="SetupException">One of them is none.</exception>
    public static CompareOptions Parse(string systems, int rounds, int seconds, IReadOnlyList<string> settings, PublishWay way)
    {
        string[] chosen = [.. systems.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (chosen.FirstOrDefault(system => !SystemNames.All.Contains(system)) is not null || chosen.Length == 0)
        {
            throw new SetupException($"--systems takes some of {string.Join(", ", SystemNames.All)}.");
        }

        if (rounds is < 1 or > MaxRounds || seconds is < 1 or > MaxSeconds)
        {
            throw new SetupException($"--rounds is 1 to {MaxRounds}, --seconds 1 to {MaxSeconds}.");
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            var split = setting.IndexOf('=', StringComparison.Ordinal);
            variables[split > 0 ? setting[..split].Replace(":", "__", StringComparison.Ordinal) : throw new SetupException($"'{setting}' is not NAME=VALUE.")] = setting[(split + 1)..];
        }

        // In the order in which a round goes through them, whatever the command line's was.
        return new CompareOptions([.. SystemNames.All.Where(chosen.Contains)], rounds, TimeSpan.FromSeconds(seconds), variables, way);
    }

    /// <summary>Our server.</summary>
    public CrossLiveSystem OurServer() => new(CrossLiveSettings, PublishWay);

    /// <summary>A system by name; null for the floor, which is made anew for each rate and tick.</summary>
    public SystemUnderTest? Create(string name) => name switch
    {
        SystemNames.CrossLive => OurServer(),
        SystemNames.SignalR => new SignalRSystem(),
        SystemNames.SocketIo => new SocketIoSystem(),
        _ => null,
    };
}
