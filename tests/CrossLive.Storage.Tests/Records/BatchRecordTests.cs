using CrossLive.Rooms;
using CrossLive.Storage.Records;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests.Records;

public sealed class BatchRecordTests
{
    /// <summary>A batch in format 1, byte for byte. If this test fails, logs that exist cannot be read any more: raise the version, keep reading this one.</summary>
    private const string GoldenVersion1 =
        "434C4231010000000200000000000000290000000000000002000000700000006E80920733FFB6B0"
        + "9295920229CF0000018BCFE5687B95A6747769746368A23432A3416E6E00C0920293A668C3A96C6C6FA26672CF0000018BCFE5680091929201020395"
        + "92022ACF0000018BCFE5687C95A3776562A137A3E69D8E01C0920498A26731A4526F73650592CD01F4A34A50590AC0A26869C090";

    /// <summary>The same batch as it was written before persons had an account and gifts their giver's total: fields at the end that are not there read as null.</summary>
    private const string GoldenVersion1BeforeAccounts =
        "434C42310100000002000000000000002900000000000000020000006D0000004702C55E764D7A2E"
        + "9295920229CF0000018BCFE5687B94A6747769746368A23432A3416E6E00920293A668C3A96C6C6FA26672CF0000018BCFE568009192920102039592"
        + "022ACF0000018BCFE5687C94A3776562A137A3E69D8E01920497A26731A4526F73650592CD01F4A34A50590AC0A2686990";

    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, RoomEvents.Bodies.Count)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_event_comes_back_as_it_was_written(int kind) => RoomEvents.BatchOf(RoomEvents.Bodies[kind]).Sample(
        batch =>
        {
            BatchRecord.Decode(BatchRecord.Encode(batch), out var read).ShouldBeNull();
            read.Select(RoomEvents.Describe).ShouldBe(batch.Select(RoomEvents.Describe));
        },
        iter: 100);

    [Fact]
    public void Every_kind_that_can_be_stored_is_tried() =>
        RoomEvents.Bodies.Count.ShouldBe(typeof(RoomEventBody).GetCustomAttributes(typeof(MessagePack.UnionAttribute), inherit: false).Length);

    [Fact]
    public void Any_single_flipped_bit_is_detected() => Gen.Select(RoomEvents.AnyBatch, Gen.Int[0, int.MaxValue]).Sample(
        (batch, where) =>
        {
            var record = BatchRecord.Encode(batch);
            var bit = where % (record.Length * 8);
            record[bit / 8] ^= (byte)(1 << (bit % 8));
            BatchRecord.Decode(record, out _).ShouldNotBeNull($"bit {bit} of {record.Length * 8}");
        },
        iter: 3_000);

    [Fact]
    public void Every_flipped_bit_of_a_header_is_detected()
    {
        var whole = BatchRecord.Encode(RoomEvents.Chats(3, 10, 2));
        for (var bit = 0; bit < RecordFrame.HeaderBytes * 8; bit++)
        {
            var record = whole.ToArray();
            record[bit / 8] ^= (byte)(1 << (bit % 8));
            BatchRecord.Decode(record, out _).ShouldNotBeNull($"bit {bit}");
        }
    }

    [Fact]
    public void Any_truncation_or_tail_is_detected()
    {
        var whole = BatchRecord.Encode(RoomEvents.Chats(3, 10, 3));
        for (var length = 0; length < whole.Length; length++)
        {
            BatchRecord.Decode(whole.AsMemory(0, length), out _).ShouldNotBeNull($"{length} of {whole.Length} bytes");
        }

        BatchRecord.Decode(whole.Append((byte)0).ToArray(), out _).ShouldNotBeNull();
    }

    [Fact]
    public void Random_bytes_are_never_a_record() => Gen.Byte.Array[0, 200].Sample(bytes => BatchRecord.Decode(bytes, out _) is not null, iter: 2_000);

    [Fact]
    public void A_newer_version_is_refused_and_named()
    {
        var frame = new RecordFrame(BatchRecord.Magic, BatchRecord.Version + 1, 1, 1, 1);
        BatchRecord.Decode(frame.Seal([0x90]), out _).ShouldNotBeNull().ShouldContain("format version is 2");
    }

    [Fact]
    public void A_snapshot_is_not_a_batch()
    {
        var snapshot = SnapshotRecord.Encode(new RoomLogSnapshot(new Position(1, 1), 1, new byte[] { 1 }));
        BatchRecord.Decode(snapshot, out _).ShouldNotBeNull();
    }

    [Fact]
    public void A_kind_of_event_that_only_a_newer_program_knows_is_refused_rather_than_dropped()
    {
        // [ [ [1,1], 0, ["web","u","U",0], [99, []], [] ] ]: union number 99.
        byte[] payload = [0x91, 0x95, 0x92, 1, 1, 0, 0x94, 0xA3, .. "web"u8, 0xA1, (byte)'u', 0xA1, (byte)'U', 0, 0x92, 99, 0x90, 0x90];
        var record = new RecordFrame(BatchRecord.Magic, BatchRecord.Version, 1, 1, 1).Seal(payload);
        BatchRecord.Decode(record, out _).ShouldNotBeNull().ShouldContain("does not know");
    }

    [Fact]
    public void Events_that_contradict_their_header_are_refused()
    {
        var payload = BatchRecord.Encode(RoomEvents.Chats(1, 0, 2))[RecordFrame.HeaderBytes..];
        BatchRecord.Decode(new RecordFrame(BatchRecord.Magic, BatchRecord.Version, 1, 1, 3).Seal(payload), out _).ShouldNotBeNull();
        BatchRecord.Decode(new RecordFrame(BatchRecord.Magic, BatchRecord.Version, 1, 2, 2).Seal(payload), out _).ShouldNotBeNull();
        BatchRecord.Decode(new RecordFrame(BatchRecord.Magic, BatchRecord.Version, 2, 1, 2).Seal(payload), out _).ShouldNotBeNull();
        BatchRecord.Decode(new RecordFrame(BatchRecord.Magic, BatchRecord.Version, 1, 1, 2).Seal(payload), out _).ShouldBeNull();
    }

    [Fact]
    public void Version_1_is_written_and_read_byte_for_byte()
    {
        RoomEvent[] batch =
        [
            new(new Position(2, 41), 1_700_000_000_123, new Person("twitch", "42", "Ann"), new ChatPosted("héllo", "fr", 1_700_000_000_000), [new EventKey(new CommandKey(1, 2), 3)]),
            new(new Position(2, 42), 1_700_000_000_124, new Person("web", "7", "李", Role.Moderator), new GiftSent("g1", "Rose", 5, new Money(500, "JPY"), 10, null, "hi"), []),
        ];
        Convert.ToHexString(BatchRecord.Encode(batch)).ShouldBe(GoldenVersion1);
        foreach (var written in (string[])[GoldenVersion1, GoldenVersion1BeforeAccounts])
        {
            BatchRecord.Decode(Convert.FromHexString(written), out var read).ShouldBeNull();
            read.Select(RoomEvents.Describe).ShouldBe(batch.Select(RoomEvents.Describe));
        }
    }
}
