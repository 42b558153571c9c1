using System.Globalization;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live;

/// <summary>One run of a case: what it says while it goes on, its figures and bars.</summary>
internal sealed class LiveRun(string name, LiveOptions options, TextWriter output)
{
    private readonly double _beganMs = LiveClock.NowMs;
    private readonly SortedDictionary<string, double> _figures = new(StringComparer.Ordinal);
    private readonly List<Bar> _bars = [];

    /// <summary>The case.</summary>
    public string Name => name;

    /// <summary>What it was told.</summary>
    public LiveOptions Options => options;

    /// <summary>Figures by name; their units are in the names.</summary>
    public IReadOnlyDictionary<string, double> Figures => _figures;

    /// <summary>What has to hold.</summary>
    public IReadOnlyList<Bar> Bars => _bars;

    /// <summary>How long it has run.</summary>
    public double Seconds => (LiveClock.NowMs - _beganMs) / 1_000;

    /// <summary>What it showed as an HTML page; null: this case has none.</summary>
    public string? Page { get; set; }

    /// <summary>Says what is going on.</summary>
    public void Say(FormattableString line) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Seconds,6:0.0} s  {line.ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>Prints a text as it is.</summary>
    public void Print(string text) => output.WriteLine(text);

    /// <summary>Notes a figure.</summary>
    public void Note(string figure, double value) => _figures[figure] = Math.Round(value, 3);

    /// <summary>Holds a bar against what was seen.</summary>
    public void Hold(Bar bar) => _bars.Add(bar);

    /// <summary>Holds that a value is not above a limit, and notes it.</summary>
    public void AtMost(string figure, string what, double? value, double limit, string unit = "")
    {
        if (value is { } seen)
        {
            Note(figure, seen);
        }

        Hold(Bar.AtMost(name, what, value, limit, unit));
    }

    /// <summary>Holds that a count is as it has to be, and notes it.</summary>
    public void Exactly(string figure, string what, double seen, double wanted)
    {
        Note(figure, seen);
        Hold(Bar.Exactly(name, what, seen, wanted));
    }
}
