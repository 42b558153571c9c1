using CrossLive.FlashSales;
using CrossLive.Media;
using CrossLive.Orders;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms.Rules;

/// <summary>Who may do what: every kind of command by every role, in an open room.</summary>
public sealed class RoleRules
{
    private static readonly IReadOnlyList<(RoomCommandBody Body, Role[] Allowed)> Table =
    [
        (new OpenRoom("Again"), [Role.Operator]),
        (new CloseRoom("The end"), [Role.Operator]),
        (new Announce("Hello everybody"), [Role.Operator]),
        (new Pin(null, "Look here"), [Role.Operator]),
        (new Unpin(), [Role.Operator]),
        (new PostChat("hello"), [Role.Viewer, Role.Moderator, Role.Operator, Role.Platform]),
        (new SendLikes(1), [Role.Viewer, Role.Moderator, Role.Operator, Role.Platform]),
        (new SendGift("rose", "Rose", 1, null), [Role.Viewer, Role.Moderator, Role.Operator, Role.Platform]),
        (new Share(null), [Role.Viewer, Role.Moderator, Role.Operator, Role.Platform]),
        (new Follow(), [Role.Viewer, Role.Moderator, Role.Operator, Role.Platform]),
        (new ChangeViewers(1), [Role.Platform]),
        (new CountViewers(1), [Role.Platform]),
        (new DeleteMessage(1), [Role.Moderator, Role.Operator, Role.Platform]),
        (new MuteUser("web", "vera", 1_000), [Role.Moderator, Role.Operator, Role.Platform]),
        (new UnmuteUser("web", "vera"), [Role.Moderator, Role.Operator, Role.Platform]),
        (new SetSlowMode(1_000), [Role.Moderator, Role.Operator, Role.Platform]),
        (new SetWordList(["bad"]), [Role.Moderator, Role.Operator, Role.Platform]),
        (RedPacket(new LiveRoom().NowUnixMs), [Role.Operator]),
        (new ShowSale(SaleNewsKind.Scheduled, Sale()), [Role.Platform]),
        (new ShowStream(true, 1_280, 720), [Role.Platform]),
        (new RecordOrder("7", OrderStatus.Placed, 1, [], null), [Role.Platform]),
        (new GrabRedPacket(2), [Role.Viewer, Role.Moderator, Role.Operator, Role.Platform]),
    ];

    public static TheoryData<string, Role> Cases()
    {
        var cases = new TheoryData<string, Role>();
        foreach (var (body, _) in Table)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                cases.Add(body.GetType().Name, role);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_role_may_do_what_is_its_own_and_nothing_else(string command, Role role)
    {
        var (body, allowed) = Table.Single(row => row.Body.GetType().Name == command);
        var actor = new Person(PlatformId.Web, "x", "X", role);
        if (allowed.Contains(role))
        {
            OpenWithPacket().Happens(actor, body);
        }
        else
        {
            OpenWithPacket().Refuses(Rejection.NotAllowed, actor, body);
        }
    }

    private static LiveRoom OpenWithPacket()
    {
        var room = Open();
        room.Happens(Operator, RedPacket(room.NowUnixMs)).Sequence.ShouldBe(2);
        return room;
    }

    [Fact]
    public void No_platforms_connector_speaks_for_a_sale() => Open().Refuses(Rejection.NotAllowed, Connector, new ShowSale(SaleNewsKind.Closed, Sale()));

    [Fact]
    public void No_platforms_connector_speaks_for_the_stream() => Open().Refuses(Rejection.NotAllowed, Connector, new ShowStream(true, null, null));

    private static SaleView Sale() => FlashSales.LiveSale.Open().State.View!;

    private static OpenRedPacket RedPacket(long nowUnixMs) => new(RedPacketKind.Lucky, new Money(100, "CNY"), 5, null, null, nowUnixMs + 60_000, new string('0', RedPacketLimits.SeedLength));

    [Fact]
    public void The_table_holds_every_kind_of_command() =>
        typeof(RoomCommandBody).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RoomCommandBody)))
            .ShouldBe(Table.Select(row => row.Body.GetType()), ignoreOrder: true);

    [Fact]
    public void A_role_that_does_not_exist_may_do_what_a_viewer_may()
    {
        var stranger = new Person(PlatformId.Web, "x", "X", (Role)99);
        Open().Happens(stranger, new PostChat("hello"));
        Open().Refuses(Rejection.NotAllowed, stranger, new CloseRoom("mine now"));
        Open().Refuses(Rejection.NotAllowed, stranger, new MuteUser("web", "vera", null));
    }
}
