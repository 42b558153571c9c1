using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using CrossLive.FlashSales.Fairness;
using CrossLive.Protocol;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Hubs;

/// <summary>
/// Measures one connection's round trip: each answer about the time carries a number that cannot be guessed, and its acknowledgement ends the measurement.
/// Made with a connection's first such call; some 400 bytes. Safe for many threads.
/// <para>
/// Beyond <see cref="ProtocolLimits.TimeBurst"/> and <see cref="ProtocolLimits.TimesPerSecond"/> a call is answered with the time but without a number, so
/// that nobody can put a whole new set of measurements together within a moment. An acknowledgement of no number that is awaited changes nothing.
/// </para>
/// </summary>
internal sealed class RoundTripMeter(TimeProvider time)
{
    private const int NumberBytes = sizeof(ulong);

    // Counted from here and not from the clock's own origin: a large number of ticks as a double would lose microseconds.
    private readonly long _beginning = time.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly RoundTripWindow _window = new();
    private readonly TokenBucket _numbers = new(ProtocolLimits.TimeBurst, ProtocolLimits.TimesPerSecond);

    /// <summary>A number for an answer that leaves now, 16 hexadecimal digits; null where too many were asked for.</summary>
    public string? Answer()
    {
        Span<byte> bytes = stackalloc byte[NumberBytes];
        ulong number;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            number = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }
        while (number == 0);

        var text = number.ToString("x16", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            if (_numbers.TryTake(NowUs() / 1_000) > 0)
            {
                return null;
            }

            _window.Answer(number, NowUs());
        }

        return text;
    }

    /// <summary>A number has come back.</summary>
    /// <returns>False where it is not awaited, or no number.</returns>
    public bool Acknowledge(string? text)
    {
        var receivedUs = NowUs();
        if (text is not { Length: 2 * NumberBytes } || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        lock (_lock)
        {
            return _window.Acknowledge(number, receivedUs);
        }
    }

    /// <summary>What counts for a claim that comes now.</summary>
    /// <param name="transportUs">
    /// The least round trip that the connection's socket has seen; null where it is not known, or the socket ends at a proxy: it knows the way there only.
    /// </param>
    public RoundTripCredit Credit(long? transportUs = null)
    {
        lock (_lock)
        {
            return _window.At(NowUs(), transportUs);
        }
    }

    // Monotonic: a step of the machine's clock is no round trip.
    private long NowUs() => time.GetElapsedTime(_beginning).Ticks / TimeSpan.TicksPerMicrosecond;
}
