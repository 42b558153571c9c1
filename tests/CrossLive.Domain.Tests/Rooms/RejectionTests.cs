using System.Reflection;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class RejectionTests
{
    /// <summary>What clients and connectors may test for. Add a new code here; one that stands here may not change or go.</summary>
    private static readonly string[] Codes =
    [
        "room.unknown", "room.closed", "room.damaged", "room.unavailable", "room.busy", "storage.full", "not-allowed", "person.invalid",
        "key.reused", "key.invalid", "text.empty", "text.too-long", "text.malformed", "text.forbidden", "chat.muted", "chat.slow-mode",
        "count.invalid", "gift.invalid", "money.amount", "money.currency", "message.unknown", "setting.invalid", "rate.viewer", "rate.room",
        "join.required", "token.room", "gateway.full", "gateway.stopping", "platform.not-declared", "platform.unknown", "batch.invalid", "edge.loop",
        "packet.invalid", "packet.limit", "packet.early", "packet.over", "packet.taken", "order.invalid",
        "sale.unknown", "sale.exists", "sale.phase", "sale.offer", "sale.early", "sale.closed", "sale.limit", "sale.busy", "sale.waiting", "claim.unknown",
        "payment.invalid", "payment.refund",
    ];

    private static readonly string[] Declared =
        [.. typeof(Rejection).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void No_code_has_changed_or_gone() => Codes.Except(Declared).ShouldBeEmpty();

    [Fact]
    public void Every_code_is_in_the_list() => Declared.Except(Codes).ShouldBeEmpty();

    [Fact]
    public void No_code_stands_for_two_things() => Declared.Distinct(StringComparer.Ordinal).Count().ShouldBe(Declared.Length);
}
