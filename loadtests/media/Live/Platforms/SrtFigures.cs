using System.Globalization;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>What srt-live-transmit says of its connections, all of them together.</summary>
/// <param name="Received">Packets that came, each counted once.</param>
/// <param name="Missed">Packets that were missing when later ones came.</param>
/// <param name="ByParity">Packets that parity gave back.</param>
/// <param name="Repeats">Packets that came again.</param>
/// <param name="GivenUp">Packets that had not come when it was their turn: what they held is lost.</param>
internal readonly record struct SrtFigures(long Received, long Missed, long ByParity, long Repeats, long GivenUp)
{
    private const string Socket = "SocketID";

    /// <summary>Of totals in lines of comma-separated values under a line of names, the newest of each connection. A line that is still being written is left out.</summary>
    public static SrtFigures Of(string csv)
    {
        var lines = csv[..(csv.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = lines.Length == 0 ? [] : lines[0].Split(',').ToList();
        var newest = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var values in lines.Skip(1).Select(line => line.Split(',')).Where(values => values.Length == names.Count))
        {
            newest[values[names.IndexOf(Socket)]] = values;
        }

        long Sum(string name) => newest.Values.Sum(values => long.TryParse(values[names.IndexOf(name)], CultureInfo.InvariantCulture, out var value) ? value : 0);
        return newest.Count == 0 ? default : new SrtFigures(Sum("pktRecvUnique"), Sum("pktRcvLoss"), Sum("pktRcvFilterSupply"), Sum("pktRcvRetrans"), Sum("pktRcvDrop"));
    }

    /// <summary>What has come since then.</summary>
    public SrtFigures Since(SrtFigures earlier) =>
        new(Received - earlier.Received, Missed - earlier.Missed, ByParity - earlier.ByParity, Repeats - earlier.Repeats, GivenUp - earlier.GivenUp);
}
