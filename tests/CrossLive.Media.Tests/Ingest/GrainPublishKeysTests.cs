using CrossLive.Media.Ingest;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Ingest;

/// <summary>Keys of rooms whose sessions are on their way from one process to another.</summary>
public sealed class GrainPublishKeysTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedSessionGrain _grain = new();

    [Fact]
    public async Task A_publisher_that_comes_while_its_room_moves_waits_for_the_answer()
    {
        _grain.FailingChecks = 10;
        (await AnswerAsync(default)).ShouldBe((true, 7L));
        _grain.Checks.ShouldBe(11);
    }

    [Fact]
    public async Task One_whose_room_does_not_answer_for_five_seconds_is_told_so()
    {
        _grain.FailingChecks = int.MaxValue;
        (await AnswerAsync(default)).ShouldBe((false, null));
        _grain.Checks.ShouldBe(20, "Four times a second.");
    }

    [Fact]
    public async Task One_that_leaves_meanwhile_is_not_asked_for_any_more()
    {
        _grain.FailingChecks = int.MaxValue;
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(AnswerAsync(left.Token));
        _grain.Checks.ShouldBe(1);
    }

    private async Task<(bool, long?)> AnswerAsync(CancellationToken cancellation)
    {
        var keys = new GrainPublishKeys(null!, _time, NullLogger<GrainPublishKeys>.Instance);
        var asking = keys.AskAsync(_grain, "room.secret", cancellation).AsTask();
        while (!asking.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
        }

        return await asking;
    }
}
