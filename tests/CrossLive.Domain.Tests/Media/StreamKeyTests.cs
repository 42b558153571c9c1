using CrossLive.Media;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media;

public sealed class StreamKeyTests
{
    private static readonly Gen<string> Rooms = Gen.Char["abcXYZ019-_"].Array[1, 64].Select(letters => new string(letters));

    [Fact]
    public void A_key_names_its_room_and_differs_with_every_bit_of_its_secret() =>
        Gen.Select(Rooms, Gen.Byte.Array[StreamKey.SecretBytes], Gen.Int[0, (StreamKey.SecretBytes * 8) - 1]).Sample(
            (room, secret, bit) =>
            {
                var key = StreamKey.Make(room, secret);
                key.Length.ShouldBeLessThanOrEqualTo(StreamKey.MaxLength);
                StreamKey.RoomOf(key).ShouldBe(room);
                secret[bit / 8] ^= (byte)(1 << (bit % 8));
                var other = StreamKey.Make(room, secret);
                other.ShouldNotBe(key);
                StreamKey.DigestOf(other).ShouldNotBe(StreamKey.DigestOf(key));
            },
            threads: 1);

    [Theory]
    [InlineData("")]
    [InlineData("shop")]
    [InlineData(".secret")]
    [InlineData("a room.secret")]
    [InlineData("shop/../x.secret")]
    public void What_has_not_the_form_of_a_key_names_no_room(string key) => StreamKey.RoomOf(key).ShouldBeNull();

    [Fact]
    public void A_text_that_is_longer_than_any_key_names_no_room() => StreamKey.RoomOf("shop." + new string('a', StreamKey.MaxLength)).ShouldBeNull();
}
