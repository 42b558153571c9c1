using System.Text.Json;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.KillClaims;

/// <summary>What a run came to.</summary>
/// <param name="Seed">Of its kill moments.</param>
/// <param name="Kills">Kills.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Claims">Claims that were answered.</param>
/// <param name="InLogs">Claims in the sales' logs; the others were refused for the buyer's limit.</param>
/// <param name="Expired">Reservations that ran out.</param>
/// <param name="LatestMs">By how much the latest of those was late.</param>
/// <param name="Payments">What became of the payments.</param>
/// <param name="Bars">What has to hold.</param>
/// <param name="Problems">The first of what did not.</param>
internal sealed record KillReport(
    int Seed, int Kills, double Seconds, long Claims, long InLogs, long Expired, long LatestMs, PaymentFigures Payments, IReadOnlyList<Bar> Bars, IReadOnlyList<string> Problems)
{
    private static readonly JsonSerializerOptions JsonOptions = new() { WriteIndented = true };

    /// <summary>Prints it, and writes it where that is wanted.</summary>
    public async Task PrintAsync(FileInfo? json, CancellationToken cancellationToken)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{Kills} kills in {Seconds:F0} s; {Claims:N0} claims answered, {InLogs:N0} of them in the logs; {Expired:N0} reservations ran out, the latest {LatestMs} ms late."));
        Console.WriteLine(FormattableString.Invariant(
            $"{Payments.Answered:N0} payments answered: {Payments.InTime:N0} in time, {Payments.LatePaid:N0} late and still paid, {Payments.LateRefunds:N0} late and to be refunded, {Payments.OtherRefunds:N0} to be refunded as second ones."));
        foreach (var problem in Problems)
        {
            Console.WriteLine($"  PROBLEM {problem}");
        }

        foreach (var bar in Bars)
        {
            Console.WriteLine($"  {(bar.Holds ? "holds         " : "DOES NOT HOLD ")} {bar.What}: {bar.Seen}");
        }

        if (json is not null)
        {
            json.Directory?.Create();
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(new { machine = Machine.Describe(), run = this }, JsonOptions), cancellationToken);
        }
    }
}
