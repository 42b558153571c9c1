namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>What came over one SRT connection: each begins its times anew.</summary>
internal sealed class SrtRecording(string file) : IRecording
{
    private readonly Lock _gate = new();
    private readonly List<Arrival> _arrivals = [];

    /// <inheritdoc/>
    public string File => file;

    /// <inheritdoc/>
    public Arrival[] Arrivals
    {
        get
        {
            lock (_gate)
            {
                return [.. _arrivals];
            }
        }
    }

    /// <summary>Notes what has come.</summary>
    public void Add(Arrival arrival)
    {
        lock (_gate)
        {
            _arrivals.Add(arrival);
        }
    }
}
