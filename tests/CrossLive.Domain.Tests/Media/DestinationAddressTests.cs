using CrossLive.Media;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media;

public sealed class DestinationAddressTests
{
    [Theory]
    [InlineData("rtmp://a.rtmp.youtube.com/live2/abcd-efgh", "rtmp://a.rtmp.youtube.com/live2/…")]
    [InlineData("rtmps://live-api-s.facebook.com:443/rtmp/FB-1?s_bl=1&a=x/y", "rtmps://live-api-s.facebook.com:443/rtmp/…")]
    [InlineData("rtmp://b.rtmp.youtube.com/live2?backup=1/abcd-efgh", "rtmp://b.rtmp.youtube.com/live2?…")]
    [InlineData("rtmps://b.rtmps.youtube.com:443/live2?backup=1/abcd-efgh?a=x/y", "rtmps://b.rtmps.youtube.com:443/live2?…")]
    [InlineData("srt://ingest.example:9000", "srt://ingest.example:9000")]
    [InlineData("srt://[::1]:9000?mode=caller&streamid=%23!::r=live,m=publish&passphrase=ten-letters", "srt://[::1]:9000?…")]
    [InlineData("rtmp://[::1]:1935/one/more/key", "rtmp://[::1]:1935/one/more/…")]
    public void Addresses_of_platforms_are_taken_and_shown_without_their_keys(string url, string shown)
    {
        DestinationAddress.ProblemOf(url).ShouldBeNull();
        DestinationAddress.WithoutKey(url).ShouldBe(shown);
    }

    [Theory]
    [InlineData("rtmp://a.rtmp.youtube.com/live2/ab12-cd34", "ab12-cd34")]
    [InlineData("rtmps://a.example:443/x/y/key?token=1/2&b=3", "key")]
    [InlineData("srt://host:9000?streamid=key", null)]
    [InlineData("rtmp://b.rtmp.youtube.com/live2?backup=1/ab12-cd34", "ab12-cd34")]
    [InlineData("rtmp://b.rtmp.youtube.com/live2?backup=1/ab12-cd34?token=1/2", "ab12-cd34")]
    [InlineData("rtmp://host/app/?key", null)]
    [InlineData("", null)]
    public void A_key_is_what_a_platform_knows_the_stream_by_without_its_query(string url, string? key) => DestinationAddress.KeyOf(url).ShouldBe(key);

    [Theory]
    [InlineData(null)]
    [InlineData("rtmp://host")]
    [InlineData("rtmp://host/app")]
    [InlineData("rtmp://host/app/")]
    [InlineData("rtmp://host//key")]
    [InlineData("srt://host/app/key")]
    [InlineData("srt://host")]
    [InlineData("srt://:9000")]
    [InlineData("srt://host:0")]
    [InlineData("srt://host:70000")]
    [InlineData("srt://user@host:9000")]
    [InlineData("srt://host:9000?streamid=#!::r=live")]
    [InlineData("srt://host:9000?passphrase=short")]
    [InlineData("srt://host:9000?mode=listener")]
    [InlineData("srt://host:9000?latency=200")]
    [InlineData("rtmp://user@host/app/key")]
    [InlineData("rtmp://host/app/key\n")]
    [InlineData("rtmp://host/live2?backup=1")]
    [InlineData("rtmp://host/live2?backup=1/")]
    [InlineData("rtmp://host/live2?/key")]
    [InlineData("rtmp://host/?backup=1/key")]
    [InlineData("rtmp://host?backup=1/key")]
    [InlineData("rtmp://host/live2?path=a/b/key")]
    [InlineData("rtmp://host/app/key#1")]
    public void What_is_none_is_refused_in_a_sentence_that_does_not_hold_it(string? url)
    {
        var problem = DestinationAddress.ProblemOf(url);
        problem.ShouldNotBeNull();
        problem.ShouldNotContain("key\n");
        problem.ShouldNotContain("backup=1");
    }
}
