using System.Security.Claims;
using CrossLive.Gateway.Auth;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Auth;

public sealed class CallerTests
{
    [Fact]
    public void A_caller_is_who_the_token_says()
    {
        var caller = Caller.From(User(("sub", "v1"), ("name", "Vera"), ("room", "show-1"), ("role", "moderator"), ("exp", "1800000000"))).ShouldNotBeNull();

        caller.Person.ShouldBe(new Person(PlatformId.Web, "v1", "Vera", Role.Moderator));
        caller.ExpiresAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        caller.MayEnter("show-1").ShouldBeTrue();
        caller.MayEnter("SHOW-1").ShouldBeFalse();
        caller.MayEnter(Caller.AnyRoom).ShouldBeFalse();
        caller.MayEnter(null).ShouldBeFalse();
    }

    [Theory]
    [InlineData("sub", "")]
    [InlineData("sub", null)]
    [InlineData("room", "")]
    [InlineData("room", null)]
    [InlineData("room", "a/b")]
    [InlineData("room", "**")]
    [InlineData("role", null)]
    [InlineData("role", "Operator")]
    [InlineData("role", "3")]
    public void A_token_that_lacks_what_is_needed_is_nobody_s(string claim, string? value)
    {
        (string, string?)[] claims = [("sub", "v1"), ("room", "show-1"), ("role", "viewer")];

        Caller.From(User([.. claims.Where(entry => entry.Item1 != claim), (claim, value)])).ShouldBeNull();
    }

    [Fact]
    public void An_account_is_read_where_the_token_has_one()
    {
        Caller.From(User(("sub", "v1"), ("room", "r"), ("role", "viewer"), ("acct", "member-7")))!.Person.Account.ShouldBe("member-7");
        Caller.From(User(("sub", "v1"), ("room", "r"), ("role", "viewer")))!.Person.Account.ShouldBeNull();
    }

    [Fact]
    public void The_platform_whose_audience_somebody_came_from_is_read_where_the_token_has_one()
    {
        Caller.From(User(("sub", "v1"), ("room", "r"), ("role", "viewer"), ("plat", "tiktok")))!.Platform.ShouldBe("tiktok");
        Caller.From(User(("sub", "v1"), ("room", "r"), ("role", "viewer")))!.Platform.ShouldBeNull();
        Caller.From(User(("sub", "v1"), ("room", "r"), ("role", "viewer"), ("plat", "Tik Tok"))).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\u0000b")]
    [InlineData(null)]
    public void A_token_whose_account_cannot_be_used_is_nobody_s(string? account) =>
        Caller.From(User(("sub", "v1"), ("room", "r"), ("role", "viewer"), ("acct", account ?? new string('a', Person.MaxAccountLength + 1)))).ShouldBeNull();

    [Fact]
    public void A_person_s_id_has_a_length_and_nobody_is_no_caller()
    {
        Caller.From(User(("sub", new string('x', Person.MaxIdLength + 1)), ("room", "r"), ("role", "viewer"))).ShouldBeNull();
        Caller.From(null).ShouldBeNull();
    }

    [Theory]
    [InlineData(null, "viewer")]
    [InlineData("\u0000\u200b", "viewer")]
    [InlineData("  Vera ", "Vera")]
    public void A_name_is_cleaned_and_never_missing(string? name, string shown) =>
        Caller.From(User(("sub", "v1"), ("room", "r"), ("role", "viewer"), ("name", name)))!.Person.Name.ShouldBe(shown);

    [Theory]
    [InlineData("99999999999999")]
    [InlineData("9223372036854775807")]
    public void An_end_beyond_the_calendar_is_the_calendar_s(string exp) =>
        Caller.From(User(("sub", "v1"), ("room", "r"), ("role", "viewer"), ("exp", exp)))!.ExpiresAt!.Value.Year.ShouldBe(9999);

    [Fact]
    public void A_token_for_every_room_is_good_for_any()
    {
        var caller = Caller.From(User(("sub", "o"), ("room", "*"), ("role", "operator")))!;

        caller.MayEnter("anything").ShouldBeTrue();
        caller.ExpiresAt.ShouldBeNull();
    }

    private static ClaimsPrincipal User(params (string Type, string? Value)[] claims) =>
        new(new ClaimsIdentity(claims.Where(claim => claim.Value is not null).Select(claim => new Claim(claim.Type, claim.Value!)), "test"));
}
