using CrossLive.LoadTests.Fairness.Latency;
using CrossLive.LoadTests.Fairness.Sales;

namespace CrossLive.LoadTests.Tests.Fairness;

public sealed class LatencyTests
{
    private const int EntryBytes = 16;

    [Fact]
    public void A_generated_matrix_is_read_like_a_measured_one_and_near_cities_are_near_both_ways()
    {
        var matrix = LatencyMatrix.Parse(LatencyMatrix.Generate(3, cities: 40));

        matrix.Cities.ShouldBe(40);
        for (var i = 0; i < 40; i++)
        {
            for (var j = 0; j < 40; j++)
            {
                // Rounded each for itself.
                ((double)matrix[i, j].MinUs).ShouldBe(matrix[j, i].MinUs, 1);
                (matrix[i, j].MinUs > 0 && matrix[i, j].MinUs <= matrix[i, j].MeanUs && matrix[i, j].MeanUs <= matrix[i, j].MaxUs).ShouldBeTrue();
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(EntryBytes)]
    [InlineData(3 * EntryBytes)]
    [InlineData((4 * EntryBytes) + 1)]
    public void Bytes_that_are_no_square_of_entries_are_refused(int length) => Should.Throw<InvalidDataException>(() => LatencyMatrix.Parse(new byte[length]));

    [Fact]
    public void An_entry_whose_mean_is_below_its_minimum_is_refused()
    {
        var bytes = LatencyMatrix.Generate(1, cities: 2);
        bytes[4] = bytes[5] = bytes[6] = bytes[7] = 0;

        Should.Throw<InvalidDataException>(() => LatencyMatrix.Parse(bytes)).Message.ShouldContain("Entry 0");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void Two_packets_together_wait_as_the_pair_says_whether_waits_persist_or_not(double persistence)
    {
        var path = new CrossLive.LoadTests.Fairness.Sales.Path(new PairDelay(100_000, 104_000, 200_000, 4_000), 0.4, hasJitter: true, persistence);
        var random = new Random(1);
        var waits = Enumerable.Range(0, 200_000).Select(_ => path.Up(random) + path.Down(random) - 100_000).ToArray();
        var mean = waits.Average();

        (path.LeastUpUs, path.LeastDownUs).ShouldBe((60_000, 40_000));
        waits.Min().ShouldBeGreaterThanOrEqualTo(0);
        mean.ShouldBe(4_000, 200);
        Math.Sqrt(waits.Average(wait => (wait - mean) * (wait - mean))).ShouldBe(4_000, 600);
    }

    [Fact]
    public void Nobody_waits_longer_than_the_pairs_longest_round_trip()
    {
        var path = new CrossLive.LoadTests.Fairness.Sales.Path(new PairDelay(10_000, 12_000, 15_000, 50_000), 0.5, hasJitter: true);
        var random = new Random(1);

        Enumerable.Range(0, 10_000).Max(_ => path.Up(random)).ShouldBeLessThanOrEqualTo(5_000 + 5_000);
        new CrossLive.LoadTests.Fairness.Sales.Path(new PairDelay(10_000, 12_000, 15_000, 50_000), 0.5, hasJitter: false).Up(random).ShouldBe(5_000);
    }

    [Fact]
    public void Servers_stand_where_they_bring_most()
    {
        var matrix = LatencyMatrix.Parse(LatencyMatrix.Generate(3, cities: 30));
        double Mean(int[] servers) => Enumerable.Range(0, 30).Average(city => servers.Min(server => matrix[city, server].MeanUs));

        var servers = ServerPlaces.Choose(matrix, 4);

        servers.ShouldBeUnique();
        Mean(servers[..1]).ShouldBe(Enumerable.Range(0, 30).Min(city => Mean([city])));
        Mean(servers).ShouldBeLessThan(Mean(servers[..3]));
        ServerPlaces.Choose(matrix, 99).Length.ShouldBe(30);
    }
}
