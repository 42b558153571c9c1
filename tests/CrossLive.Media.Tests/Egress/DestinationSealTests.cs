using CrossLive.Media.Egress;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Egress;

public sealed class DestinationSealTests : IDisposable
{
    private const string Url = "rtmp://a.example/live2/very-secret-key";
    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-keys-").FullName;

    private string Keys => Path.Combine(_folder, "keys");

    [Fact]
    public void What_is_sealed_does_not_hold_the_address_and_another_process_with_the_folder_opens_it()
    {
        var seal = new DestinationSeal(Keys);
        var stored = seal.Seal("shop", "youtube", Url);
        stored.ShouldNotContain("secret");
        (seal.IsSealed(stored), seal.IsSealed(Url)).ShouldBe((true, false));
        seal.Open("shop", "youtube", stored).ShouldBe(Url);
        new DestinationSeal(Keys).Open("shop", "youtube", stored).ShouldBe(Url);
    }

    [Theory]
    [InlineData("other", "youtube")]
    [InlineData("shop", "twitch")]
    public void It_opens_for_its_own_room_and_destination_only(string room, string destination)
    {
        var seal = new DestinationSeal(Keys);
        seal.Open(room, destination, seal.Seal("shop", "youtube", Url)).ShouldBeNull();
    }

    [Theory]
    [InlineData("sealed:")]
    [InlineData("sealed:no-seal")]
    [InlineData("sealed:CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_damaged_does_not_open(string stored) => new DestinationSeal(Keys).Open("shop", "youtube", stored).ShouldBeNull();

    [Fact]
    public void Without_its_key_ring_it_does_not_open_and_with_the_key_ring_put_back_it_does()
    {
        var seal = new DestinationSeal(Keys);
        var stored = seal.Seal("shop", "youtube", Url);
        var away = Path.Combine(_folder, "away");
        Directory.Move(Keys, away);
        var after = new DestinationSeal(Keys);
        after.Open("shop", "youtube", stored).ShouldBeNull();
        after.Open("shop", "youtube", after.Seal("shop", "youtube", Url)).ShouldBe(Url, "A new key ring seals anew.");
        Directory.Delete(Keys, recursive: true);
        Directory.Move(away, Keys);
        after.Open("shop", "youtube", stored).ShouldBe(Url);
    }

    [Fact]
    public void Processes_that_made_a_key_each_open_what_the_others_sealed()
    {
        // Both read the empty folder before either wrote a key: the first one's ring knows its own key only.
        var (first, second) = (new DestinationSeal(Path.Combine(_folder, "first")), new DestinationSeal(Keys));
        var (one, two) = (first.Seal("shop", "youtube", Url), second.Seal("shop", "youtube", Url));
        foreach (var key in Directory.EnumerateFiles(Path.Combine(_folder, "first")))
        {
            File.Copy(key, Path.Combine(Keys, Path.GetFileName(key)));
        }

        second.Open("shop", "youtube", one).ShouldBe(Url);
        second.Open("shop", "youtube", two).ShouldBe(Url);
    }

    [Fact]
    public void Only_its_owner_may_read_the_key_ring()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        new DestinationSeal(Keys).Seal("shop", "youtube", Url);
        File.GetUnixFileMode(Keys).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.EnumerateFiles(Keys).ShouldHaveSingleItem();
        foreach (var key in Directory.EnumerateFiles(Keys))
        {
            File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_an_error_that_says_what_to_do()
    {
        File.WriteAllText(Keys, "not a folder");
        var seal = new DestinationSeal(Keys);
        var failed = Should.Throw<DestinationNotSealedException>(() => seal.Seal("shop", "youtube", Url));
        failed.Message.ShouldContain(Keys);
        failed.Message.ShouldContain("KeyRingDirectory");
        failed.ToString().ShouldNotContain("secret");
        seal.Open("shop", "youtube", "sealed:x").ShouldBeNull();
    }

    [Fact]
    public void A_destination_that_is_written_into_a_log_holds_no_key() =>
        new StreamDestination("youtube", Url, IsEnabled: true).ToString().ShouldBe("youtube rtmp://a.example/live2/…");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
