using CrossLive.Media.Ingest;
using CrossLive.Media.Preview;
using CrossLive.Media.Rtmp;
using CrossLive.Media.Tests.Rtmp;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Ingest;

/// <summary>A session and what it tells the room's grain, with a clock of the test's own.</summary>
public sealed class StreamSessionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedSessionGrain _grain = new();
    private readonly List<RtmpEnd> _cuts = [];

    [Fact]
    public async Task The_first_picture_is_reported_at_once_and_then_each_second()
    {
        var session = Start();
        await session.TakeAsync(new FlvTag(FlvTagKind.Video, 0, Publisher.AvcHeader), default);
        _grain.Reports.Count.ShouldBe(0);
        await session.TakeAsync(new FlvTag(FlvTagKind.Video, 0, Publisher.Frame(true, 100)), default);
        await _grain.ReportedAsync(1);
        _time.Advance(TimeSpan.FromMilliseconds(StreamReports.IntervalMs));
        await _grain.ReportedAsync(2);
        _grain.Reports.Last().Facts.Video!.Frames.ShouldBe(1);
        await session.EndAsync(new RtmpEnd(RtmpEndReason.Finished, "done"));
        _grain.Ends.ShouldHaveSingleItem().Reason.ShouldBe("Finished");
    }

    [Theory]
    [InlineData(StreamTurn.KeyUnknown, RtmpEndReason.KeyRevoked)]
    [InlineData(StreamTurn.TakenOver, RtmpEndReason.TakenOver)]
    public async Task A_publisher_that_may_not_go_on_is_cut(StreamTurn turn, RtmpEndReason reason)
    {
        _grain.Turn = turn;
        var session = Start();
        _time.Advance(TimeSpan.FromMilliseconds(StreamReports.IntervalMs));
        await _grain.ReportedAsync(1);
        await session.EndAsync(new RtmpEnd(reason, "cut"));
        _cuts.ShouldHaveSingleItem().Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task A_grain_that_does_not_answer_cuts_nobody_and_is_told_again()
    {
        _grain.Failure = new TimeoutException("the silo is gone");
        var session = Start();
        _time.Advance(TimeSpan.FromMilliseconds(StreamReports.IntervalMs));
        await _grain.ReportedAsync(1);
        _grain.Failure = null;
        await Task.Yield();
        for (var i = 0; i < 100 && _grain.Reports.Count < 2; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(StreamReports.IntervalMs));
            await Task.Yield();
        }

        await _grain.ReportedAsync(2);
        await session.EndAsync(new RtmpEnd(RtmpEndReason.Finished, "done"));
        _cuts.ShouldBeEmpty();
    }

    private StreamSession Start()
    {
        var session = new StreamSession(_grain, Guid.NewGuid(), new RtmpPublisher("room", 1, "c", null, _cuts.Add, () => 0), new StreamFeed(new PreviewLimits()), _time, NullLogger.Instance, _ => { });
        session.Start();
        return session;
    }
}
