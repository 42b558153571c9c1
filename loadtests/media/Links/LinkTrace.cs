using System.Globalization;
using System.Text;

namespace CrossLive.LoadTests.Media.Links;

/// <summary>
/// What a link could carry, as it was recorded: one line per chance to send 1,500 bytes, its time in ms from the start, not falling. A chance that is not
/// used is lost. Replayed in a loop.
/// </summary>
internal sealed class LinkTrace
{
    /// <summary>Bytes of one chance.</summary>
    public const int ChanceBytes = 1_500;

    private const int MaxLines = 5_000_000, LeastLengthMs = 1_000, MaxLengthMs = 3_600_000;
    private readonly int[] _bytes;
    private readonly long[] _before;

    private LinkTrace(string name, int[] bytes)
    {
        (Name, _bytes) = (name, bytes);
        _before = new long[bytes.Length + 1];
        for (var ms = 0; ms < bytes.Length; ms++)
        {
            _before[ms + 1] = _before[ms] + bytes[ms];
        }
    }

    /// <summary>What it is called in reports.</summary>
    public string Name { get; }

    /// <summary>When it begins anew, in ms.</summary>
    public int LengthMs => _bytes.Length;

    /// <summary>What it carries in the millisecond that begins then, in bytes.</summary>
    public int BytesAt(long ms) => ms < 0 ? 0 : _bytes[ms % LengthMs];

    /// <summary>What it carries from one moment until another, in bytes; before its start nothing.</summary>
    public long Bytes(long fromMs, long untilMs) => Before(Math.Max(0, untilMs)) - Before(Math.Max(0, fromMs));

    /// <summary>The first millisecond, at or after one, in which it carries something.</summary>
    public long NextChanceMs(long ms)
    {
        var at = Math.Max(0, ms);
        while (BytesAt(at) == 0)
        {
            at++;
        }

        return at;
    }

    /// <summary>Reads a trace.</summary>
    /// <exception cref="InvalidDataException">Not a number on each line, falling times, shorter than 1 s or longer than an hour, or too many lines.</exception>
    public static LinkTrace Parse(string name, string text)
    {
        var times = new List<int>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Trim() is { Length: > 0 } trimmed)
            {
                if (!int.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) || ms > MaxLengthMs || (times.Count > 0 && ms < times[^1]))
                {
                    throw new InvalidDataException($"{name}, line {times.Count + 1}: \"{trimmed[..Math.Min(20, trimmed.Length)]}\" is not a time in ms at or after the one before it, {MaxLengthMs} at most.");
                }

                times.Add(ms);
                if (times.Count > MaxLines)
                {
                    throw new InvalidDataException($"{name}: more than {MaxLines} lines.");
                }
            }
        }

        if (times.Count == 0 || times[^1] < LeastLengthMs)
        {
            throw new InvalidDataException($"{name}: shorter than {LeastLengthMs} ms.");
        }

        var bytes = new int[times[^1]];
        foreach (var ms in times)
        {
            bytes[Math.Min(ms, bytes.Length - 1)] += ChanceBytes;
        }

        return new LinkTrace(name, bytes);
    }

    /// <summary>
    /// Makes one up in the same format: a mean rate that wanders between 150 kbps and 8 Mbps, chances in small bunches, and now and then nothing at all for
    /// 0.2 to 3 s, as driving past cells has it.
    /// </summary>
    public static string Generate(int seed, int lengthMs)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        var (logKbps, quietUntilMs, owed) = (Math.Log(2_000), 0, 0.0);
        for (var ms = 0; ms < lengthMs; ms++)
        {
            if (ms % 100 == 0)
            {
                var step = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                logKbps = Math.Clamp(logKbps + (0.05 * (Math.Log(2_000) - logKbps)) + (0.25 * step), Math.Log(150), Math.Log(8_000));
                if (ms >= quietUntilMs && random.NextDouble() < 0.004)
                {
                    quietUntilMs = ms + 200 + (int)(2_800 * Math.Pow(random.NextDouble(), 3));
                }
            }

            owed += Math.Exp(logKbps) / 8 / ChanceBytes;
            if (ms >= quietUntilMs && random.NextDouble() < 0.2)
            {
                for (; owed >= 1; owed--)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{ms}\n");
                }
            }
            else if (ms < quietUntilMs)
            {
                owed = 0;
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"{lengthMs}\n").ToString();
    }

    private long Before(long ms) => (ms / LengthMs * _before[LengthMs]) + _before[ms % LengthMs];
}
