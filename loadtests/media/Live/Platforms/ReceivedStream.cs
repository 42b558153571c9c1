using CrossLive.LoadTests.Media.Live.Publishers;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>The host's pictures as a receiver's decoder showed them, over all of its connections.</summary>
/// <param name="Shown">Each picture of the host: its number, when it had come, and which connection it came over.</param>
/// <param name="Others">Pictures that are none of the host: the slate, and damaged ones.</param>
internal sealed record ReceivedStream(IReadOnlyList<(int Number, double AtMs, int Connection)> Shown, int Others)
{
    /// <summary>Pictures whose number is not the next one after that before, over one connection: so many are missing.</summary>
    public int Missing => MissingBetween(double.MinValue, double.MaxValue);

    /// <summary>Pictures that came twice, or again after later ones.</summary>
    public int Repeated => Steps(double.MinValue, double.MaxValue).Count(step => step is 0 or > SourceClip.Pictures / 2);

    /// <summary>Decodes recordings.</summary>
    public static async Task<ReceivedStream> ReadAsync(IReadOnlyList<Recording> recordings, CancellationToken cancellationToken)
    {
        var shown = new List<(int, double, int)>();
        var others = 0;
        for (var i = 0; i < recordings.Count; i++)
        {
            // Times on a connection never repeat.
            var atMs = new Dictionary<long, double>();
            foreach (var arrival in recordings[i].Arrivals.Where(arrival => arrival.IsPicture))
            {
                atMs[arrival.TimestampMs] = arrival.AtMs;
            }

            foreach (var picture in atMs.Count == 0 ? [] : await PictureDecoder.DecodeAsync(recordings[i].File, cancellationToken))
            {
                if (picture.Number is { } number && atMs.TryGetValue(picture.TimeMs, out var cameMs))
                {
                    shown.Add((number, cameMs, i));
                }
                else
                {
                    others++;
                }
            }
        }

        return new ReceivedStream(shown, others);
    }

    /// <summary>Those that came after a moment.</summary>
    public ReceivedStream From(double fromMs) => this with { Shown = [.. Shown.Where(each => each.AtMs >= fromMs)] };

    /// <summary>The same as <see cref="Missing"/>, of pictures that came between two moments.</summary>
    public int MissingBetween(double fromMs, double untilMs) => Steps(fromMs, untilMs).Where(step => step is > 1 and <= SourceClip.Pictures / 2).Sum(step => step - 1);

    private IEnumerable<int> Steps(double fromMs, double untilMs) => Shown.Zip(Shown.Skip(1))
        .Where(pair => pair.First.Connection == pair.Second.Connection && pair.Second.AtMs >= fromMs && pair.Second.AtMs <= untilMs)
        .Select(pair => (pair.Second.Number - pair.First.Number + SourceClip.Pictures) % SourceClip.Pictures);
}
