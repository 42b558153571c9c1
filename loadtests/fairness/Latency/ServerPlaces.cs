namespace CrossLive.LoadTests.Fairness.Latency;

/// <summary>Where servers stand: one after the other in the city that brings the mean round trip to the nearest server down most, as an operator would choose.</summary>
internal static class ServerPlaces
{
    /// <summary>Chooses so many cities.</summary>
    public static int[] Choose(LatencyMatrix matrix, int count)
    {
        var nearest = Enumerable.Repeat((double)uint.MaxValue, matrix.Cities).ToArray();
        var chosen = new int[Math.Min(count, matrix.Cities)];
        for (var i = 0; i < chosen.Length; i++)
        {
            chosen[i] = Enumerable.Range(0, matrix.Cities).Except(chosen[..i])
                .MinBy(city => Enumerable.Range(0, matrix.Cities).Sum(from => Math.Min(nearest[from], matrix[from, city].MeanUs)));
            for (var from = 0; from < nearest.Length; from++)
            {
                nearest[from] = Math.Min(nearest[from], matrix[from, chosen[i]].MeanUs);
            }
        }

        return chosen;
    }
}
