using CrossLive.Media.Egress;
using CrossLive.Media.Preview;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Egress;

public sealed class EgressJournalTests : IDisposable
{
    private static readonly EgressJournal.Sending Sending = new("host-12", 1_280, 720, 30, 1_800_000_000_000);
    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-egress-").FullName;

    private EgressJournal Journal => new(Path.Combine(_folder, "egress"), NullLogger.Instance);

    [Fact]
    public void What_was_sent_is_taken_by_one_process_that_starts_and_not_from_one_that_lives()
    {
        var entry = Journal.TryBegin("shop").ShouldNotBeNull();
        entry.TryNote(Sending with { Process = "a-much-longer-name-of-a-process" }).ShouldBeTrue();
        entry.TryNote(Sending).ShouldBeTrue();
        Journal.TakeLeft().ShouldBeEmpty("It is locked.");
        Journal.TryBegin("shop").ShouldBeNull();
        entry.Dispose();
        var taken = Journal.TakeLeft().ShouldHaveSingleItem();
        (taken.Room, taken.Left).ShouldBe(("shop", Sending));
        taken.Left!.Pictures.ShouldBe(new PictureFacts(1_280, 720, 30));
        Journal.TakeLeft().ShouldBeEmpty();
        taken.Dispose();
    }

    [Fact]
    public void What_is_forgotten_is_taken_by_nobody_and_another_may_begin_meanwhile()
    {
        var entry = Journal.TryBegin("shop")!;
        entry.TryNote(Sending);
        entry.Forget();
        Journal.TakeLeft().ShouldBeEmpty();
        using var next = Journal.TryBegin("shop").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"Process":"p","WidthPx":0,"HeightPx":720,"PicturesPerSecond":30,"HostSeenUnixMs":1}""")]
    [InlineData("""{"WidthPx":1280,"HeightPx":720,"PicturesPerSecond":30,"HostSeenUnixMs":1}""")]
    public void What_cannot_be_read_says_nothing(string content)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "egress"));
        File.WriteAllText(Path.Combine(_folder, "egress", "shop.json"), content);
        File.WriteAllText(Path.Combine(_folder, "egress", "no room.json"), content);
        using var taken = Journal.TakeLeft().ShouldHaveSingleItem();
        taken.Left.ShouldBeNull();
    }

    [Fact]
    public void A_folder_that_cannot_be_used_keeps_nobody_from_sending()
    {
        File.WriteAllText(Path.Combine(_folder, "egress"), "a file");
        Journal.TryBegin("shop").ShouldBeNull();
        Journal.TakeLeft().ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
