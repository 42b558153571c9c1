using CrossLive.Media;

namespace CrossLive.Platforms.Tests.YouTube;

/// <summary>liveStreams.list answers in the form that YouTube documents.</summary>
internal static class YouTubeStreamBody
{
    public const string Key = "ab12-cd34-ef56-gh78-jk90";

    public static readonly byte[] Digest = StreamKey.DigestOf(Key);

    public static readonly string Bad = Stream("s2", Key, """
        {"streamStatus":"active","healthStatus":{"status":"bad","lastUpdateTimeSeconds":"1793613600","configurationIssues":[
          {"type":"gopSizeLong","severity":"warning","reason":"Keyframes","description":"Send a keyframe every four seconds or less."},
          {"type":"bitrateLow","severity":"info","reason":"Bitrate","description":"The bitrate is low."},
          {"type":"videoIngestionStarved","severity":"error","reason":"Starved","description":"YouTube is not receiving enough video."}]}}
        """);

    public static string Page(params string[] items) => $$"""{"kind":"youtube#liveStreamListResponse","pageInfo":{"totalResults":2},"nextPageToken":"CAUQAA","items":[{{string.Join(',', items)}}]}""";

    public static string Stream(string id, string key, string status = """{"streamStatus":"ready"}""") => $$$"""
        {"kind":"youtube#liveStream","etag":"e","id":"{{{id}}}","cdn":{"ingestionType":"rtmp","ingestionInfo":{"streamName":"{{{key}}}","ingestionAddress":"rtmp://a.rtmp.youtube.com/live2"}},"status":{{{status}}}}
        """;

    public static string Health(string health) => Page(Stream("s", Key, $$"""{"streamStatus":"active","healthStatus":{{health}}}"""));
}
