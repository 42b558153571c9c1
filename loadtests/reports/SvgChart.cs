using System.Globalization;
using System.Net;
using System.Text;

namespace CrossLive.LoadTests.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Colour">Index of its colour: the same for one system everywhere.</param>
/// <param name="Points">From left to right; x from 0 to 1, y in the chart's unit.</param>
public sealed record ChartLine(string Name, int Colour, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A small line chart as inline SVG; colours come from the page.</summary>
public static class SvgChart
{
    private const double Width = 360, Height = 200, Left = 52, Right = 8, Top = 8, Bottom = 24;

    /// <summary>The chart.</summary>
    /// <param name="title">What it shows, and in which unit.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="xLabels">Texts along the bottom, at x from 0 to 1.</param>
    /// <param name="isLogarithmic">True where values span decades; those below 0.1 are drawn there.</param>
    public static string Of(string title, IReadOnlyList<ChartLine> lines, IReadOnlyList<(double X, string Text)> xLabels, bool isLogarithmic)
    {
        var values = lines.SelectMany(line => line.Points).Select(point => point.Y).DefaultIfEmpty(1).ToArray();
        var scale = isLogarithmic ? Scale.Logarithmic(values.Min(), values.Max()) : Scale.Linear(values.Max());
        var svg = new StringBuilder();
        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
        Add($"<figure><figcaption>{WebUtility.HtmlEncode(title)}</figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">");
        foreach (var (value, text) in scale.Marks)
        {
            Add($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(scale.At(value)):F1}\" y2=\"{Y(scale.At(value)):F1}\"/>");
            Add($"<text x=\"{Left - 6}\" y=\"{Y(scale.At(value)) + 4:F1}\" text-anchor=\"end\">{text}</text>");
        }

        foreach (var (x, text) in xLabels)
        {
            Add($"<text x=\"{X(x):F1}\" y=\"{Height - 6}\" text-anchor=\"middle\">{text}</text>");
        }

        foreach (var line in lines.Where(line => line.Points.Count > 0))
        {
            var points = string.Join(' ', line.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):F1},{Y(scale.At(point.Y)):F1}")));
            Add($"<polyline class=\"c{line.Colour}\" points=\"{points}\"><title>{WebUtility.HtmlEncode(line.Name)}</title></polyline>");
        }

        return svg.Append("</svg></figure>").ToString();
    }

    private static double X(double share) => Left + (share * (Width - Left - Right));

    private static double Y(double share) => Height - Bottom - (share * (Height - Top - Bottom));

    /// <summary>From values to 0…1, with marks at round ones.</summary>
    private sealed record Scale(Func<double, double> At, IReadOnlyList<(double Value, string Text)> Marks)
    {
        private const double Least = 0.1;

        public static Scale Linear(double max)
        {
            var step = StepOf(max);
            var top = Math.Max(step, Math.Ceiling(max / step) * step);
            return new Scale(value => value / top, [.. Enumerable.Range(0, (int)Math.Round(top / step) + 1).Select(i => (i * step, Text(i * step)))]);
        }

        public static Scale Logarithmic(double min, double max)
        {
            var bottom = Math.Floor(Math.Log10(Math.Max(min, Least)));
            var top = Math.Max(bottom + 1, Math.Ceiling(Math.Log10(Math.Max(max, Least))));
            return new Scale(
                value => (Math.Log10(Math.Max(value, Least)) - bottom) / (top - bottom),
                [.. Enumerable.Range((int)bottom, (int)(top - bottom) + 1).Select(power => (Math.Pow(10, power), Text(Math.Pow(10, power))))]);
        }

        // Four or five marks at 1, 2 or 5 times a power of ten.
        private static double StepOf(double max)
        {
            var rough = Math.Max(max, 1e-3) / 4;
            var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            return power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        }

        private static string Text(double value) => value switch
        {
            >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.##}M"),
            >= 1e4 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.##}k"),
            _ => value.ToString("0.##", CultureInfo.InvariantCulture),
        };
    }
}
