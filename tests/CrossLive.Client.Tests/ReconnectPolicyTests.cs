using CrossLive.Protocol;
using CrossLive.Protocol.Calls;

namespace CrossLive.Client.Tests;

public class ReconnectPolicyTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly SessionEnd Lost = SessionEnd.Lost("closed");

    [Fact]
    public void Pauses_double_to_a_limit_and_are_drawn_from_zero_to_that()
    {
        var policy = new ReconnectPolicy(First, Longest);

        Enumerable.Range(0, 8).Select(_ => policy.NextDelay(Lost, null, 1.0)!.Value.TotalMilliseconds)
            .ShouldBe([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
        policy.NextDelay(Lost, null, 0.25).ShouldBe(TimeSpan.FromSeconds(5));
        policy.NextDelay(Lost, null, 0).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_hundred_failures_do_not_overflow()
    {
        var policy = new ReconnectPolicy(First, Longest);

        var pauses = Enumerable.Range(0, 100).Select(_ => policy.NextDelay(Lost, null, 1.0)).ToArray();

        pauses[^1].ShouldBe(Longest);
    }

    [Fact]
    public void A_connection_that_lasted_makes_the_pauses_short_again_and_one_that_did_not_does_not()
    {
        var policy = new ReconnectPolicy(First, Longest);
        policy.NextDelay(Lost, null, 1.0);
        policy.NextDelay(Lost, null, 1.0);

        policy.NextDelay(Lost, TimeSpan.FromSeconds(1), 1.0).ShouldBe(TimeSpan.FromSeconds(2));
        policy.NextDelay(Lost, ReconnectPolicy.GoodSession, 1.0).ShouldBe(First);
    }

    [Fact]
    public void What_the_server_asks_for_is_waited_on_top_within_reason()
    {
        var policy = new ReconnectPolicy(First, Longest);

        policy.NextDelay(SessionEnd.Of(ByeMessage.Of(DisconnectCode.ShuttingDown, 3_000)), null, 0.5).ShouldBe(TimeSpan.FromMilliseconds(3_250));
        policy.NextDelay(SessionEnd.Of(ByeMessage.Of(DisconnectCode.ShuttingDown, long.MaxValue)), null, 0).ShouldBe(ReconnectPolicy.MaxServerDelay);
        policy.NextDelay(SessionEnd.Of(ByeMessage.Of(DisconnectCode.ShuttingDown, -5)), null, 0).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Tokens_that_are_refused_in_a_row_end_it_and_a_join_in_between_starts_the_count_again()
    {
        var policy = new ReconnectPolicy(First, Longest);
        var expired = SessionEnd.Of(ByeMessage.Of(DisconnectCode.TokenExpired, 0));

        policy.NextDelay(expired, null, 0).ShouldNotBeNull();
        policy.NextDelay(expired, null, 0).ShouldNotBeNull();
        policy.NextDelay(expired, TimeSpan.FromSeconds(1), 0).ShouldNotBeNull();
        policy.NextDelay(expired, null, 0).ShouldNotBeNull();
        policy.NextDelay(expired, null, 0).ShouldBeNull();
    }

    [Fact]
    public void Misuse_is_not_repeated() =>
        new ReconnectPolicy(First, Longest).NextDelay(SessionEnd.Of(ByeMessage.Of(DisconnectCode.Misuse, 0)), null, 0).ShouldBeNull();
}
