using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class IdempotencyWindowTests
{
    [Fact]
    public void A_key_is_found_as_it_was_kept()
    {
        var window = new IdempotencyWindow(2);
        window.Find(Key(1)).ShouldBeNull();
        window.Keep(Kept(1));
        window.Find(Key(1)).ShouldBe(Kept(1));
    }

    [Fact]
    public void The_oldest_key_goes_where_the_window_is_full()
    {
        var window = new IdempotencyWindow(2);
        for (var i = 1; i <= 3; i++)
        {
            window.Keep(Kept(i));
        }

        window.Kept.ShouldBe([Kept(2), Kept(3)]);
        window.Find(Key(1)).ShouldBeNull();
    }

    [Fact]
    public void A_key_that_is_kept_already_stays_as_it_is_and_where_it_is()
    {
        var window = new IdempotencyWindow(2);
        window.Keep(Kept(1));
        window.Keep(Kept(2));
        window.Keep(Kept(1) with { Position = new Position(9, 9) });
        window.Find(Key(1)).ShouldBe(Kept(1));
        window.Keep(Kept(3));
        window.Kept.ShouldBe([Kept(2), Kept(3)]);
    }

    [Fact]
    public void A_key_that_has_gone_can_be_kept_anew()
    {
        var window = new IdempotencyWindow(1);
        window.Keep(Kept(1));
        window.Keep(Kept(2));
        window.Keep(Kept(1));
        window.Kept.ShouldBe([Kept(1)]);
    }

    private static CommandKey Key(int number) => new((ulong)number, 0);

    private static KeptKey Kept(int number) => new(Key(number), (ulong)number, new Position(1, number));
}
