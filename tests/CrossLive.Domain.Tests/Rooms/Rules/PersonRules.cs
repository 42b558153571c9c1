using System.Text.RegularExpressions;
using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms.Rules;

public sealed class PersonRules
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("Web")]
    [InlineData("you tube")]
    [InlineData("tik/tok")]
    [InlineData("抖音")]
    [InlineData("a-platform-with-25-letters")]
    public void A_platform_without_the_form_of_one_is_refused(string? platform)
    {
        PlatformId.IsWellFormed(platform).ShouldBeFalse();
        Open().Refuses(Rejection.PersonInvalid, Viewer with { Platform = platform! }, new PostChat("hi"));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("qq")]
    [InlineData("bilibili-live-2")]
    [InlineData("a-platform-of-24-letters")]
    public void A_well_formed_platform_need_not_be_known(string platform) =>
        Open().Happens(Viewer with { Platform = platform }, new PostChat("hi"));

    [Fact]
    public void A_person_has_an_id_and_a_name_within_their_limits()
    {
        Open().Happens(Viewer with { Id = new string('i', Person.MaxIdLength), Name = new string('n', Person.MaxNameLength) }, new PostChat("hi"));
        foreach (var person in (Person[])[
            Viewer with { Id = null! }, Viewer with { Id = "" }, Viewer with { Id = new string('i', Person.MaxIdLength + 1) },
            Viewer with { Name = null! }, Viewer with { Name = "" }, Viewer with { Name = new string('n', Person.MaxNameLength + 1) }])
        {
            Open().Refuses(Rejection.PersonInvalid, person, new PostChat("hi"));
        }
    }

    [Theory]
    [InlineData(@"a\uD83D")]
    [InlineData(@"\uDE00a")]
    [InlineData("a\nb")]
    [InlineData("\0")]
    [InlineData("\u009F")]
    public void An_id_or_name_that_would_not_come_back_from_the_log_as_it_was_is_refused(string escaped)
    {
        // The runner hands test data over as UTF-8, which has no lone surrogates.
        var text = Regex.Unescape(escaped);
        Open().Refuses(Rejection.PersonInvalid, Viewer with { Id = text }, new PostChat("hi"));
        Open().Refuses(Rejection.PersonInvalid, Viewer with { Name = text }, new PostChat("hi"));
        Open().Refuses(Rejection.PersonInvalid, Moderator, new MuteUser("web", text, null));
        Open().Refuses(Rejection.PersonInvalid, Moderator, new UnmuteUser("web", text));
    }

    [Fact]
    public void An_account_is_optional_and_has_a_length()
    {
        Open().Happens(Viewer with { Account = new string('a', Person.MaxAccountLength) }, new PostChat("hi"));
        foreach (var account in (string[])["", "a\nb", new string('a', Person.MaxAccountLength + 1)])
        {
            Open().Refuses(Rejection.PersonInvalid, Viewer with { Account = account }, new PostChat("hi"));
        }
    }

    [Fact]
    public void One_account_is_one_buyer_on_every_platform_and_no_handle_passes_for_one()
    {
        (Guest with { Account = "7" }).BuyerKey.ShouldBe((Viewer with { Account = "7" }).BuyerKey);
        Viewer.BuyerKey.ShouldBe(Viewer.Handle);
        (Viewer with { Platform = "account", Id = "7" }).BuyerKey.ShouldNotBe((Viewer with { Account = "7" }).BuyerKey);
    }

    [Fact]
    public void A_person_is_asked_about_before_the_room() =>
        new LiveRoom().Refuses(Rejection.PersonInvalid, Viewer with { Id = "" }, new PostChat("hi"));
}
