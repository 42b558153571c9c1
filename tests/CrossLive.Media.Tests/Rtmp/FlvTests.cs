using System.Buffers;
using CrossLive.Media.Rtmp;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Rtmp;

public sealed class FlvTests
{
    [Fact]
    public void Header_and_tag_have_the_bytes_of_the_format()
    {
        var output = new ArrayBufferWriter<byte>();
        FlvWriter.WriteHeader(output, hasAudio: true, hasVideo: true);
        FlvWriter.WriteTag(output, new FlvTag(FlvTagKind.Audio, 0x12345678, Publisher.AacHeader));
        Convert.ToHexString(output.WrittenSpan).ShouldBe("464C5601050000000900000000" + "08000004" + "34567812" + "000000" + "AF001210" + "0000000F");
    }

    [Fact]
    public void A_late_joiner_gets_the_newest_metadata_and_headers_at_its_own_time()
    {
        var opening = new FlvOpening();
        opening.Take(new FlvTag(FlvTagKind.Audio, 0, Publisher.AacHeader));
        opening.Take(new FlvTag(FlvTagKind.Video, 0, Publisher.AvcHeader));
        opening.Take(new FlvTag(FlvTagKind.Video, 0, Publisher.Frame(true, 10)));
        byte[] newer = [.. Publisher.AvcHeader, 1];
        opening.Take(new FlvTag(FlvTagKind.Video, 500, newer));
        opening.Take(new FlvTag(FlvTagKind.Script, 600, Amf0.Write("onMetaData")));
        var tags = opening.At(900).ToList();
        tags.Select(tag => tag.Kind).ShouldBe([FlvTagKind.Script, FlvTagKind.Video, FlvTagKind.Audio]);
        tags.ShouldAllBe(tag => tag.TimestampMs == 900);
        tags[1].Body.ToArray().ShouldBe(newer);
        tags[1].Head.IsSequenceHeader.ShouldBeTrue();
    }
}
