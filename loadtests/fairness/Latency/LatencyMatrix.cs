using System.Buffers.Binary;

namespace CrossLive.LoadTests.Fairness.Latency;

/// <summary>
/// Round trips between cities: N × N entries of four little-endian u32 in µs (min, mean, max, standard deviation), row = from, column = to.
/// </summary>
internal sealed class LatencyMatrix
{
    /// <summary>Cities of the matrix that a run is made for, and of a generated one.</summary>
    public const int UsualCities = 222;

    private const int EntryBytes = 16;
    private const int MaxCities = 2_000;

    // Generated: places on a globe, fibre at two thirds of light's speed that goes a third further than the straight line, both ways; and the last mile.
    private const double EarthRadiusKm = 6_371, UsPerKm = 2 * 1.35 / 0.2, LeastUs = 500;
    private readonly PairDelay[] _pairs;

    private LatencyMatrix(int cities, PairDelay[] pairs) => (Cities, _pairs) = (cities, pairs);

    /// <summary>How many cities there are.</summary>
    public int Cities { get; }

    /// <summary>Round trips from a city to another.</summary>
    public PairDelay this[int from, int to] => _pairs[(from * Cities) + to];

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="InvalidDataException">Not N × N entries, or an entry whose min, mean and max do not rise.</exception>
    public static LatencyMatrix Parse(ReadOnlySpan<byte> bytes)
    {
        var cities = (int)Math.Round(Math.Sqrt(bytes.Length / (double)EntryBytes));
        if (cities is < 2 or > MaxCities || cities * cities * EntryBytes != bytes.Length)
        {
            throw new InvalidDataException($"{bytes.Length} bytes are not N × N entries of {EntryBytes} bytes with N from 2 to {MaxCities}.");
        }

        var pairs = new PairDelay[cities * cities];
        for (var i = 0; i < pairs.Length; i++)
        {
            var entry = bytes.Slice(i * EntryBytes, EntryBytes);
            var pair = new PairDelay(U32(entry), U32(entry[4..]), U32(entry[8..]), U32(entry[12..]));
            pairs[i] = pair.MinUs <= pair.MeanUs && pair.MeanUs <= pair.MaxUs
                ? pair
                : throw new InvalidDataException($"Entry {i}: min {pair.MinUs}, mean {pair.MeanUs}, max {pair.MaxUs} do not rise.");
        }

        return new LatencyMatrix(cities, pairs);
    }

    /// <summary>Makes one up in the same format: cities on a globe in seven crowds, jitter that grows with the way and is wild for some pairs.</summary>
    public static byte[] Generate(int seed, int cities = UsualCities)
    {
        var random = new Random(seed);
        (double Latitude, double Longitude)[] crowds = [.. Enumerable.Range(0, 7).Select(_ => (Math.Asin((1.5 * random.NextDouble()) - 0.6), 2 * Math.PI * random.NextDouble()))];
        var places = Enumerable.Range(0, cities).Select(_ =>
        {
            var (latitude, longitude) = crowds[random.Next(crowds.Length)];
            return (Latitude: latitude + (0.2 * Draw.Normal(random)), Longitude: longitude + (0.25 * Draw.Normal(random)), LastMileUs: 1_000 + (6_000 * random.NextDouble()));
        }).ToArray();
        var bytes = new byte[cities * cities * EntryBytes];
        for (var i = 0; i < cities; i++)
        {
            for (var j = 0; j < cities; j++)
            {
                var cosine = (Math.Sin(places[i].Latitude) * Math.Sin(places[j].Latitude))
                    + (Math.Cos(places[i].Latitude) * Math.Cos(places[j].Latitude) * Math.Cos(places[i].Longitude - places[j].Longitude));
                var min = LeastUs + (EarthRadiusKm * Math.Acos(Math.Clamp(cosine, -1, 1)) * UsPerKm) + ((places[i].LastMileUs + places[j].LastMileUs) / 2);
                var wait = Math.Exp(7.4 + (1.5 * Draw.Normal(random))) * Math.Sqrt(min / 141_000);
                var deviation = wait * (0.5 + (4 * random.NextDouble()));
                var entry = bytes.AsSpan(((i * cities) + j) * EntryBytes, EntryBytes);
                BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)min);
                BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], (uint)(min + wait));
                BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)(min + wait + (8 * deviation)));
                BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], (uint)deviation);
            }
        }

        return bytes;
    }

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
