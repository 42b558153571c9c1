using CrossLive.Media;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media;

public sealed class SendQueueTests
{
    private static readonly Gen<(bool IsAudio, bool IsKeyframe, int Bytes, int StepMs, int TakeBytes)[]> AnyScript =
        Gen.Select(Gen.Bool, Gen.Int[0, 9].Select(i => i == 0), Gen.Int[1, 6_000], Gen.Int[0, 60], Gen.Int[-100, 8_000]).Array[1, 300];

    [Fact]
    public void Audio_passes_pictures_even_between_two_slices_of_one()
    {
        var queue = new SendQueue();
        queue.Add(new MediaUnit(1, MediaKind.Video, 0, 4_000, IsKeyframe: true));
        queue.TryTake(long.MaxValue, long.MaxValue, out var first).ShouldBeTrue();
        queue.Add(new MediaUnit(2, MediaKind.Audio, 10, 300));

        queue.TryTake(long.MaxValue, long.MaxValue, out var second).ShouldBeTrue();

        (first.Unit.Id, first.Bytes, first.IsLast).ShouldBe((1, MediaLimits.MaxSliceBytes, false));
        (second.Unit.Id, second.Bytes, second.IsLast).ShouldBe((2, 300, true));
    }

    [Fact]
    public void Video_does_not_pass_audio_that_may_not_be_written()
    {
        var queue = new SendQueue();
        queue.Add(new MediaUnit(1, MediaKind.Video, 0, 1_000, IsKeyframe: true));
        queue.Add(new MediaUnit(2, MediaKind.Audio, 0, 300));

        queue.TryTake(0, long.MaxValue, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_late_picture_takes_all_with_it_until_a_keyframe_but_one_that_was_begun_is_finished()
    {
        var queue = new SendQueue();
        queue.Add(new MediaUnit(1, MediaKind.Video, 0, 2_000, IsKeyframe: true));
        queue.Add(new MediaUnit(2, MediaKind.Video, 33, 500));
        queue.TryTake(0, 1_448, out _).ShouldBeTrue();

        queue.DropLate(1_000, maxVideoMs: 800, maxAudioMs: 800);
        queue.NeedsKeyframe.ShouldBeTrue();
        queue.Add(new MediaUnit(3, MediaKind.Video, 1_000, 500));
        queue.Add(new MediaUnit(4, MediaKind.Video, 1_033, 900, IsKeyframe: true));

        queue.NeedsKeyframe.ShouldBeFalse();
        queue.DroppedPictures.ShouldBe(2);
        Rest(queue).ShouldBe([1, 4]);
    }

    [Fact]
    public void Late_audio_is_dropped_frame_by_frame_and_fresh_audio_stays()
    {
        var queue = new SendQueue();
        for (var i = 0; i < 10; i++)
        {
            queue.Add(new MediaUnit(i, MediaKind.Audio, i * 100, 300));
        }

        queue.DropLate(1_000, maxVideoMs: 800, maxAudioMs: 450);

        queue.DroppedAudio.ShouldBe(6);
        Rest(queue).ShouldBe([6, 7, 8, 9]);
    }

    [Fact]
    public void A_picture_goes_out_in_whole_slices_or_not_at_all_while_more_of_it_waits()
    {
        var queue = new SendQueue();
        queue.Add(new MediaUnit(1, MediaKind.Video, 0, 1_600, IsKeyframe: true));

        queue.TryTake(0, MediaLimits.LeastSliceBytes - 1, out _).ShouldBeFalse();
        queue.TryTake(0, 1_500, out var first).ShouldBeTrue();
        queue.TryTake(0, 1_500, out var last).ShouldBeTrue();

        (first.Bytes, last.Bytes, last.IsLast).ShouldBe((1_448, 152, true));
    }

    [Fact]
    public void Queues_are_bounded_whatever_nobody_sends()
    {
        var queue = new SendQueue();
        for (var i = 0; i < 20_000; i++)
        {
            queue.Add(new MediaUnit(i, MediaKind.Video, i, 5_000, IsKeyframe: i % 60 == 0));
            queue.Add(new MediaUnit(i, MediaKind.Audio, i, 300));
        }

        queue.VideoBytes.ShouldBeLessThanOrEqualTo(MediaLimits.MaxVideoBytes);
        queue.AudioBytes.ShouldBe(MediaLimits.MaxAudioFrames * 300);
    }

    [Fact]
    public void A_unit_without_bytes_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SendQueue().Add(new MediaUnit(1, MediaKind.Audio, 0, 0)));

    /// <summary>What a decoder needs, whatever comes, waits, is taken and is dropped.</summary>
    [Fact]
    public void Units_come_out_in_order_whole_and_no_picture_after_a_drop_but_a_keyframe() =>
        AnyScript.Sample(
            script =>
            {
                var queue = new SendQueue();
                var (nowMs, id, begunVideo, lastVideo, bytes) = (0L, 0L, -1L, -1L, 0L);
                var dropped = new HashSet<long>();
                var keyframes = new HashSet<long>();
                var sizes = new Dictionary<long, long>();
                var pictures = new List<long>();
                foreach (var step in script)
                {
                    nowMs += step.StepMs;
                    id++;
                    sizes[id] = step.Bytes;
                    if (!step.IsAudio)
                    {
                        pictures.Add(id);
                        if (step.IsKeyframe)
                        {
                            keyframes.Add(id);
                        }
                    }

                    queue.Add(new MediaUnit(id, step.IsAudio ? MediaKind.Audio : MediaKind.Video, nowMs, step.Bytes, !step.IsAudio && step.IsKeyframe));
                    queue.DropLate(nowMs, 200, 400);
                    while (queue.TryTake(step.TakeBytes, step.TakeBytes, out var slice) && slice.Bytes > 0)
                    {
                        if (slice.Unit.Kind == MediaKind.Video)
                        {
                            (begunVideo < 0 || begunVideo == slice.Unit.Id).ShouldBeTrue("a picture is written whole before the next one begins");
                            bytes = begunVideo < 0 ? slice.Bytes : bytes + slice.Bytes;
                            begunVideo = slice.IsLast ? -1 : slice.Unit.Id;
                            if (slice.IsLast)
                            {
                                bytes.ShouldBe(sizes[slice.Unit.Id]);
                                slice.Unit.Id.ShouldBeGreaterThan(lastVideo);
                                var isGap = lastVideo >= 0 && pictures.Any(picture => picture > lastVideo && picture < slice.Unit.Id);
                                (!isGap || keyframes.Contains(slice.Unit.Id)).ShouldBeTrue("after a gap comes a keyframe");
                                lastVideo = slice.Unit.Id;
                            }
                        }
                    }

                    queue.AudioBytes.ShouldBeGreaterThanOrEqualTo(0);
                    queue.VideoBytes.ShouldBeGreaterThanOrEqualTo(0);
                }
            },
            iter: 500, threads: 1);

    private static List<long> Rest(SendQueue queue)
    {
        var ids = new List<long>();
        while (queue.TryTake(long.MaxValue, long.MaxValue, out var slice))
        {
            if (slice.IsLast)
            {
                ids.Add(slice.Unit.Id);
            }
        }

        return ids;
    }
}
