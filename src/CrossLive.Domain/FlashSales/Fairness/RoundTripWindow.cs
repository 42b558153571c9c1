namespace CrossLive.FlashSales.Fairness;

/// <summary>
/// The server's own measurements of one connection's round trip. They do not rest on anything that the client says: the server answers a comparison of
/// clocks with a number that cannot be guessed, the client sends that number back at once, and the server takes the time in between.
/// <para>What a client can do about it, and what it gains (in response time; never below the human floor, <see cref="ResponseTime"/>):</para>
/// <list type="bullet">
/// <item>Acknowledge early: impossible, the number is not known before the answer has come.</item>
/// <item>Delay some acknowledgements: the shortest counts, so the round trip stays as it is. The spread grows, and what is believed of the client's own
/// figure with it: three quarters of that spread, <see cref="FairnessLimits.MaxBeliefUs"/> at most.</item>
/// <item>Delay all of them by X: nothing where the transport's own figure is known (<c>tcpi_min_rtt</c>: the kernel on the other side acknowledges, not the
/// client's program), beyond what is believed. Where it is not known, X/2: to the server the client is then X further away. The same holds for a client with
/// a TCP stack of its own that delays the kernel's acknowledgements too. <see cref="FairnessLimits.MaxRoundTripUs"/> bounds it.</item>
/// <item>Say a false time or a false figure of its own: what is believed.</item>
/// <item>Say a false time in its comparison of clocks: nothing, the server takes nothing from it; only the client's own opening is moved by it.</item>
/// <item>Fire early or at the opening: it counts as the human floor. A changed client can show its person the button early, as anybody can press early
/// who counts down along; that is worth what anticipating is worth, and ends at the floor too.</item>
/// </list>
/// <para>
/// Why the bound is the connection's own spread. Let b be the path's least round trip, m the one that counts (m ≥ b), w what the claim waited. The server's
/// figure is too late by w and too early by (m − b)/2, so whoever says the least that is believed gains belief + (m − b)/2 − w. With belief = 3/4 spread that is
/// at most the spread wherever (m − b)/2 is at most a quarter of it: where the luckiest of 32 round trips waited less than half as long as they differ. That is
/// no law, only next to certain; <c>loadtests/fairness</c> counts those beyond it. And <c>gain ≤ MaxBeliefUs + (m − b)/2</c> whatever the spread.
/// </para>
/// Times are of one monotonic clock of the server, in µs. Not thread-safe: its owner locks. Some 700 bytes a connection.
/// </summary>
public sealed class RoundTripWindow
{
    private readonly RoundTrip[] _kept = new RoundTrip[FairnessLimits.MaxRoundTrips];
    private readonly Awaited[] _awaited = new Awaited[FairnessLimits.MaxAwaited];
    private int _count;
    private int _next;
    private int _nextAwaited;

    /// <summary>An answer leaves, with a number that the client is to send back at once.</summary>
    /// <param name="number">Random, 64 bits, never 0; the caller's generator has to be a cryptographic one.</param>
    /// <param name="sentUs">When it leaves.</param>
    public void Answer(ulong number, long sentUs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        _awaited[_nextAwaited] = new Awaited(number, sentUs);
        _nextAwaited = (_nextAwaited + 1) % _awaited.Length;
    }

    /// <summary>A number has come back.</summary>
    /// <returns>False where it is not awaited: made up, sent twice, or too many answers ago.</returns>
    public bool Acknowledge(ulong number, long receivedUs)
    {
        for (var i = 0; i < _awaited.Length; i++)
        {
            var (awaited, sentUs) = _awaited[i];
            if (awaited == number && number != 0)
            {
                _awaited[i] = default;
                Add(receivedUs - sentUs, receivedUs);
                return true;
            }
        }

        return false;
    }

    /// <summary>What counts for a claim that comes now.</summary>
    /// <param name="nowUs">Now.</param>
    /// <param name="transportUs">
    /// The least round trip that the transport has seen, in µs (<c>tcpi_min_rtt</c> of the connection's socket), where the socket ends at the client; null
    /// where it is not known or belongs to a proxy. The smaller one counts: delays only ever make a round trip longer.
    /// </param>
    /// <returns><see cref="RoundTripCredit.None"/> where there are too few fresh measurements.</returns>
    public RoundTripCredit At(long nowUs, long? transportUs = null)
    {
        var (count, least, most) = (0, long.MaxValue, 0L);
        for (var i = 0; i < _count; i++)
        {
            var kept = _kept[i];
            if (nowUs - kept.AtUs <= FairnessLimits.FreshForUs)
            {
                count++;
                least = Math.Min(least, kept.LengthUs);
                most = Math.Max(most, kept.LengthUs);
            }
        }

        if (count < FairnessLimits.LeastRoundTrips)
        {
            return RoundTripCredit.None with { RoundTrips = count };
        }

        // The spread is that of the measurements alone: a transport's figure far below all of them is what a liar's delay looks like, and earns nothing.
        var counts = Math.Min(Math.Min(least, transportUs ?? long.MaxValue), FairnessLimits.MaxRoundTripUs);
        var spread = most - least;
        return new RoundTripCredit(Math.Max(0, counts), spread, Math.Min(spread * FairnessLimits.BeliefQuarters / 4, FairnessLimits.MaxBeliefUs), count);
    }

    private void Add(long lengthUs, long atUs)
    {
        if (lengthUs < 0)
        {
            // A clock that went back measures nothing.
            return;
        }

        _kept[_next] = new RoundTrip(lengthUs, atUs);
        _next = (_next + 1) % _kept.Length;
        _count = Math.Min(_count + 1, _kept.Length);
    }

    private readonly record struct RoundTrip(long LengthUs, long AtUs);

    private readonly record struct Awaited(ulong Number, long SentUs);
}
