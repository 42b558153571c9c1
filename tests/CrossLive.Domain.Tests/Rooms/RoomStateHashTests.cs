using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class RoomStateHashTests
{
    [Fact]
    public void Equal_states_have_equal_hashes()
    {
        RoomStateHash.Of(FullRoom.Create().State.ToSnapshot()).ShouldBe(RoomStateHash.Of(FullRoom.Create().State.ToSnapshot()));
        FullRoom.Create().State.Hash().ShouldMatch("^[0-9a-f]{64}$");
    }

    [Fact]
    public void A_state_that_differs_in_any_field_has_another_hash()
    {
        var snapshot = FullRoom.Create().State.ToSnapshot();
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal) { [RoomStateHash.Of(snapshot)] = "nothing" };
        var variations = RecordVariations.Of(snapshot).ToArray();
        variations.Length.ShouldBeGreaterThan(100, "Every field of every entry is varied.");
        foreach (var (path, changed) in variations)
        {
            var hash = RoomStateHash.Of(changed);
            hashes.TryAdd(hash, path).ShouldBeTrue($"Changing {path} gives the same hash as changing {hashes.GetValueOrDefault(hash)}.");
        }
    }

    [Theory]
    [InlineData("a", "b, GiftName = c", "a, GiftName = b", "c")]
    [InlineData("a", "bc", "ab", "c")]
    public void Texts_do_not_run_into_each_other(string firstId, string firstName, string secondId, string secondName) =>
        HashWith(new SendGift(firstId, firstName, 1, null)).ShouldNotBe(HashWith(new SendGift(secondId, secondName, 1, null)));

    private static string HashWith(SendGift gift)
    {
        var room = LiveRoom.Open();
        room.Happens(LiveRoom.Viewer, gift);
        return RoomStateHash.Of(room.State.ToSnapshot() with { Combos = [] });
    }
}
