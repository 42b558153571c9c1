using System.Globalization;
using System.Text;
using CrossLive.LoadTests.Compare.Cases;
using CrossLive.LoadTests.Compare.Systems;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>What a large audience of one room takes, from what was measured here: a tree of edges, each a process that takes its room from above as one client.</summary>
internal sealed record AudiencePlan
{
    /// <summary>Events a second in the room: as in the case that the figures are from.</summary>
    public const int Rate = 100;

    /// <summary>Viewers of one process: the server's default limit.</summary>
    public const int ViewersPerEdge = 15_000;

    /// <summary>How much of its CPU an edge is planned to use; the rest is for those that come back when another one dies.</summary>
    public const double PlannedLoad = 0.6;

    /// <summary>What TCP, IP and Ethernet add to a frame, and the WebSocket's own head: 40 + 18 + 4, and 12 of timestamps.</summary>
    public const int WireBytesPerFrame = 74;

    private const string Source = "fanout-5000x100";

    /// <summary>The audience that is planned for.</summary>
    public int Viewers { get; init; } = 1_000_000;

    /// <summary>CPU cores for one viewer.</summary>
    public required double CoresPerViewer { get; init; }

    /// <summary>Bits a second to one viewer, with what lies below the WebSocket.</summary>
    public required double BitsPerViewer { get; init; }

    /// <summary>Server memory of a viewer; null where it was not measured.</summary>
    public double? BytesPerConnection { get; init; }

    /// <summary>What a level of edges adds to the median, in ms; null where it was not measured.</summary>
    public double? LevelP50Ms { get; init; }

    /// <summary>What a level of edges adds to the 99th percentile, in ms.</summary>
    public double? LevelP99Ms { get; init; }

    /// <summary>Edges that viewers connect to.</summary>
    public int Edges => (int)Math.Ceiling(Viewers / (double)ViewersPerEdge);

    /// <summary>Cores that all of them use.</summary>
    public double Cores => Viewers * CoresPerViewer;

    /// <summary>Cores of one edge, as planned.</summary>
    public double CoresPerEdge => ViewersPerEdge * CoresPerViewer / PlannedLoad;

    /// <summary>Bandwidth of one edge, in Mbit/s.</summary>
    public double MbitPerEdge => ViewersPerEdge * BitsPerViewer / 1e6;

    /// <summary>Bandwidth of all, in Gbit/s.</summary>
    public double Gbit => Viewers * BitsPerViewer / 1e9;

    /// <summary>Cores that the room's own gateway uses for its edges: each is one client more.</summary>
    public double RootCores => Edges * CoresPerViewer;

    /// <summary>The plan; null where the case that it rests on is not among the results.</summary>
    public static AudiencePlan? From(IReadOnlyList<CaseResult> results)
    {
        CaseResult? Ours(string name) => results.FirstOrDefault(result => result.Case == name && result.System == SystemNames.CrossLive);
        if (Ours(Source) is not { CpuUsPerDelivery: { } cpuUs, FramesPerSecond: { } frames, BytesPerSecond: { } bytes, Viewers: var viewers })
        {
            return null;
        }

        var edge = Ours(EdgeKillCase.Name)?.More;
        return new AudiencePlan
        {
            CoresPerViewer = cpuUs * Rate / 1e6,
            BitsPerViewer = 8 * (bytes + (frames * WireBytesPerFrame)) / viewers,
            BytesPerConnection = Ours(IdleCase.Name)?.BytesPerConnection,
            LevelP50Ms = edge?.GetValueOrDefault(EdgeKillCase.LevelP50Ms),
            LevelP99Ms = edge?.GetValueOrDefault(EdgeKillCase.LevelP99Ms),
        };
    }

    /// <summary>The arithmetic, step by step, in Markdown.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"{Viewers:N0} viewers of one room with {Rate} events/s, from the figures of `{Source}` above:");
        Line($"");
        Line($"- **Edges**: {Viewers:N0} / {ViewersPerEdge:N0} (default `MaxViewers`) = **{Edges}** processes, each one client of the room's gateway. One level is enough up to {ViewersPerEdge:N0} edges; a second level is for regions, so that each ocean is crossed once.");
        Line($"- **CPU**: {CoresPerViewer * 1e6 / Rate:F2} µs × {Rate} events/s × {Viewers:N0} = **{Cores:F0} cores** in use; planned at {PlannedLoad:P0} load, {CoresPerEdge:F1} cores an edge. The room's gateway spends {RootCores:F3} cores on its {Edges} edges.");
        Line($"- **Bandwidth**: {BitsPerViewer / 1e3:F0} kbit/s a viewer (payload plus {WireBytesPerFrame} bytes a frame; half JSON, half MessagePack, not compressed) = {MbitPerEdge:F0} Mbit/s an edge, **{Gbit:F0} Gbit/s** in all.");
        Line(BytesPerConnection is { } memory
            ? (FormattableString)$"- **Memory**: {memory / 1024:F1} KB a connection = {memory * ViewersPerEdge / 1e6:F0} MB an edge above the empty process."
            : $"- **Memory**: not measured in this run (`{IdleCase.Name}`).");
        Line(LevelP50Ms is { } p50 && LevelP99Ms is { } p99
            ? (FormattableString)$"- **Delay**: each level adds {p50:F1} ms at the median and {p99:F1} ms at the 99th percentile here, on one machine; the network between them comes on top."
            : $"- **Delay of a level**: not measured in this run (`{EdgeKillCase.Name}`).");
        return text.ToString();
    }
}
