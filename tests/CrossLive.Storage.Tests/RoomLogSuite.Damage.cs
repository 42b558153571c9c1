using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests;

public abstract partial class RoomLogSuite
{
    /// <summary>How stored bytes go bad.</summary>
    public static TheoryData<string> Damages => ["flipped bit", "cut", "empty", "another record", "zeroes"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_middle_gives_everything_before_it_and_then_says_so(string damage)
    {
        await WriteAsync(Room, 2, 3, 2);
        await DamageAsync(3, damage);
        await ShouldReadThenFailAsync(through: 2, damagedAt: 3);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_tail_gives_everything_before_it_and_then_says_so(string damage)
    {
        await WriteAsync(Room, 2, 3, 2);
        await DamageAsync(6, damage);
        await ShouldReadThenFailAsync(through: 5, damagedAt: 6);
    }

    [Fact]
    public async Task A_missing_record_in_the_middle_is_a_hole()
    {
        await WriteAsync(Room, 2, 3, 2);
        await ChangeRecordAsync(Room, 3, _ => null);
        await ShouldReadThenFailAsync(through: 2, damagedAt: 3);
    }

    [Fact]
    public async Task A_missing_record_at_the_end_is_told_apart_from_the_end()
    {
        await WriteAsync(Room, 2, 3, 2);
        await ChangeRecordAsync(Room, 6, _ => null);
        await ShouldReadThenFailAsync(through: 5, damagedAt: 6);
    }

    [Fact]
    public async Task A_missing_record_at_the_beginning_is_a_hole_and_not_a_trim()
    {
        await WriteAsync(Room, 2, 3);
        await ChangeRecordAsync(Room, 1, _ => null);
        await ShouldReadThenFailAsync(through: 0, damagedAt: 1);
    }

    [Fact]
    public async Task Reading_past_the_damage_works()
    {
        await WriteAsync(Room, 2, 3, 2);
        await DamageAsync(3, "flipped bit");
        (await ReadAllAsync(Log, Room, 5)).Select(e => e.Sequence).ShouldBe([6, 7]);
        await ShouldReadThenFailAsync(through: 4, damagedAt: 3, after: 4);
    }

    [Fact]
    public async Task Damage_in_one_room_leaves_the_others_and_deletes_nothing()
    {
        var other = NewRoom();
        await WriteAsync(Room, 2, 3);
        await WriteAsync(other, 4);
        byte[] whole = [];
        await ChangeRecordAsync(Room, 3, bytes =>
        {
            whole = bytes;
            return [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
        });
        await ShouldReadThenFailAsync(through: 2, damagedAt: 3);

        await WriteAsync(other, 1);
        (await ReadAllAsync(Log, other)).Count.ShouldBe(5);

        await ChangeRecordAsync(Room, 3, _ => whole);
        (await ReadAllAsync(Log, Room)).Count.ShouldBe(5);
    }

    private async Task DamageAsync(long firstSequence, string damage)
    {
        byte[] other = [];
        await ChangeRecordAsync(Room, 1, bytes => other = bytes);
        await ChangeRecordAsync(Room, firstSequence, bytes => damage switch
        {
            "flipped bit" => [.. bytes[..50], (byte)(bytes[50] ^ 0x10), .. bytes[51..]],
            "cut" => bytes[..(bytes.Length / 2)],
            "empty" => [],
            "another record" => other,
            _ => new byte[bytes.Length],
        });
    }

    private async Task ShouldReadThenFailAsync(long through, long damagedAt, long after = 0)
    {
        var read = new List<long>();
        var failure = await Should.ThrowAsync<RoomLogDamagedException>(async () =>
        {
            await foreach (var batch in Log.ReadAsync(Room, after, CancellationToken.None))
            {
                read.AddRange(batch.Select(e => e.Sequence));
            }
        });
        failure.FirstSequence.ShouldBe(damagedAt);
        failure.Room.ShouldBe(Room);
        read.ShouldBe(Enumerable.Range(1, (int)through).Select(n => (long)n).Where(n => n > after));
    }
}
