using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class CommandKeyTests
{
    [Fact]
    public void Equal_scopes_and_ids_have_equal_keys_and_others_have_others()
    {
        CommandKey.For("twitch", "1").ShouldBe(CommandKey.For("twitch", "1"));
        var keys = new[]
        {
            CommandKey.For("twitch", "1"), CommandKey.For("twitch", "2"), CommandKey.For("youtube", "1"),
            CommandKey.For("a", "bc"), CommandKey.For("ab", "c"), CommandKey.For("", "abc"), CommandKey.For("1:a", "bc"),
        };
        keys.Distinct().Count().ShouldBe(keys.Length);
    }

    [Fact]
    public void Keys_and_fingerprints_never_change_because_they_are_in_logs()
    {
        // First 16 and first 8 bytes of SHA-256("6:twitch" + "message-1") and of SHA-256("4:chat" + "hello"), little endian.
        CommandKey.For("twitch", "message-1").ShouldBe(new CommandKey(0x2680F090CB8E3904, 0xD01F78E24511B36A));
        CommandKey.Fingerprint("chat", "hello").ShouldBe(0x64B33B3C05223D72UL);
    }

    [Fact]
    public void Fingerprints_of_different_contents_differ()
    {
        CommandKey.Fingerprint("chat", "hello").ShouldNotBe(CommandKey.Fingerprint("chat", "hallo"));
        CommandKey.Fingerprint("chat", "hello").ShouldNotBe(CommandKey.Fingerprint("gift", "hello"));
        CommandKey.Fingerprint("", "").ShouldNotBe(0UL);
    }
}
