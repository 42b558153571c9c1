namespace CrossLive.Media.Rtmp;

/// <summary>A whole message.</summary>
/// <param name="Type">See <see cref="RtmpMessageType"/>; any byte can come.</param>
/// <param name="StreamId">0 is the connection itself.</param>
/// <param name="TimestampMs">Absolute, modulo 2^32.</param>
public readonly record struct RtmpMessage(RtmpMessageType Type, uint StreamId, uint TimestampMs, ReadOnlyMemory<byte> Payload);

/// <summary>Message types of RTMP 1.0 (sections 5.4 and 7.1).</summary>
public enum RtmpMessageType : byte
{
    SetChunkSize = 1,
    Abort = 2,
    Acknowledgement = 3,
    UserControl = 4,
    WindowAcknowledgementSize = 5,
    SetPeerBandwidth = 6,
    Audio = 8,
    Video = 9,
    DataAmf3 = 15,
    CommandAmf3 = 17,
    DataAmf0 = 18,
    CommandAmf0 = 20,
    Aggregate = 22,
}
