using System.Text.Json;
using CrossLive.LoadTests.Claims.Grains;
using CrossLive.LoadTests.Claims.Memory;
using CrossLive.LoadTests.Claims.Sockets;
using CrossLive.LoadTests.Claims.Waiting;
using CrossLive.LoadTests.Compare.Results;

namespace CrossLive.LoadTests.Claims;

/// <summary>Runs the parts, prints what was seen and whether it holds.</summary>
internal static class ClaimsRun
{
    private static readonly JsonSerializerOptions JsonOptions = new() { WriteIndented = true };

    /// <summary>True where every bar holds.</summary>
    public static async Task<bool> RunAsync(ClaimsOptions options, FileInfo? json, CancellationToken cancellationToken)
    {
        json?.Directory?.Create();
        var report = new ClaimsReport();
        Console.WriteLine(Machine.Describe());
        if (options.Parts.Contains(ClaimParts.Memory, StringComparer.Ordinal))
        {
            MemoryPart.Run(report);
        }

        if (options.Parts.Contains(ClaimParts.Grain, StringComparer.Ordinal))
        {
            await GrainPart.RunAsync(options, report, cancellationToken);
        }

        if (options.Parts.Contains(ClaimParts.Waiting, StringComparer.Ordinal))
        {
            await WaitingPart.RunAsync(options, report, cancellationToken);
        }

        if (options.Parts.Contains(ClaimParts.SignalR, StringComparer.Ordinal))
        {
            await SocketPart.RunAsync(options, report, cancellationToken);
        }

        Console.WriteLine();
        foreach (var bar in report.Bars)
        {
            Console.WriteLine($"  {(bar.Holds ? "holds         " : "DOES NOT HOLD ")} {bar.Case}: {bar.What}: {bar.Seen}");
        }

        if (json is not null)
        {
            var all = new { machine = Machine.Describe(), figures = report.Figures, bars = report.Bars };
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(all, JsonOptions), cancellationToken);
        }

        return report.Bars.All(bar => bar.Holds);
    }
}
