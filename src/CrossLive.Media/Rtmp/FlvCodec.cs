namespace CrossLive.Media.Rtmp;

/// <summary>Codecs that are told apart.</summary>
public enum FlvCodec
{
    /// <summary>None in the tag: a script, an empty body, a video command.</summary>
    None,
    Unknown,
    H264,
    Hevc,
    Av1,
    Vp8,
    Vp9,
    Aac,
    Mp3,
    Opus,
    Flac,
    Ac3,
    Eac3,

    /// <summary>Several tracks in one message (Enhanced RTMP 2): recognised, never taken.</summary>
    Multitrack,

    /// <summary>Sorenson, Screen Video, On2 VP6, ADPCM, Nellymoser, G.711, Speex and PCM.</summary>
    Legacy,
}
