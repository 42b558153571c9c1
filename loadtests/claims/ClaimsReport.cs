using System.Globalization;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Claims;

/// <summary>Gathers figures and bars, and prints figures as they come.</summary>
internal sealed class ClaimsReport
{
    private readonly List<ClaimFigures> _figures = [];
    private readonly List<Bar> _bars = [];

    /// <summary>What was seen.</summary>
    public IReadOnlyList<ClaimFigures> Figures => _figures;

    /// <summary>What has to hold.</summary>
    public IReadOnlyList<Bar> Bars => _bars;

    /// <summary>Adds and prints figures.</summary>
    public void Add(ClaimFigures figures)
    {
        _figures.Add(figures);
        Console.WriteLine(figures.Line);
    }

    /// <summary>Adds a bar.</summary>
    public void Add(Bar bar) => _bars.Add(bar);

    /// <summary>A value that may not be below a limit.</summary>
    public void AddAtLeast(string part, string what, double seen, double least, string unit) => _bars.Add(new Bar(
        part,
        string.Create(CultureInfo.InvariantCulture, $"{what} >= {least:N0}{unit}"),
        string.Create(CultureInfo.InvariantCulture, $"{seen:N1}{unit}"),
        seen >= least));
}
