using System.Buffers;
using System.Buffers.Binary;

namespace CrossLive.Media.Rtmp;

/// <summary>
/// One publisher's session, as bytes in and bytes out: handshake, control messages, commands (RTMP 1.0, sections 5 to 7), media as FLV tags. No I/O and no clock.
/// Take steps until it needs bytes; answer <see cref="RtmpSessionStep.PublishAsked"/> by <see cref="Accept"/> or <see cref="Refuse"/>.
/// </summary>
public sealed class RtmpSession
{
    private const uint WindowBytes = 2_500_000;
    private const int OutChunkBytes = 4_096;
    private const uint MediaStreamId = 1;
    private const int ControlChunkStream = 2, CommandChunkStream = 3, StatusChunkStream = 5;
    private const ushort StreamBegin = 0, PingRequest = 6, PingResponse = 7;

    private readonly RtmpLimits _limits;
    private readonly RtmpHandshake _handshake;
    private readonly RtmpChunkReader _reader;
    private readonly RtmpChunkWriter _writer = new();
    private readonly RtmpClock _clock;
    private State _state = State.Handshake;
    private string _app = "";
    private int _controlMessages;
    private long _receivedBytes;
    private long _acknowledgedBytes;
    private uint _peerWindowBytes = WindowBytes;
    private FlvTagKind? _missing;
    private uint? _firstMs;
    private uint _newestMs;
    private bool _hasAudio;
    private bool _hasVideo;
    private bool _toldMissing;

    /// <param name="handshakeRandom">1,528 bytes.</param>
    public RtmpSession(RtmpLimits limits, ReadOnlyMemory<byte> handshakeRandom)
    {
        _limits = limits;
        _handshake = new RtmpHandshake(handshakeRandom);
        _reader = new RtmpChunkReader(limits);
        _clock = new RtmpClock(limits.MaxBackstepMs);
    }

    private enum State
    {
        Handshake,
        Connecting,
        Connected,
        Asking,
        Publishing,
        Ended,
    }

    /// <summary>Whether a publish was accepted and has not ended.</summary>
    public bool IsPublishing => _state == State.Publishing;

    /// <summary>How often the publisher's clock began anew.</summary>
    public int ClockRestarts => _clock.Restarts;

    /// <summary>Bytes held for messages that are not whole.</summary>
    public long UnfinishedBytes => _reader.UnfinishedBytes;

    /// <summary>The next step. Takes what it used off <paramref name="input"/>; answers go to <paramref name="output"/>.</summary>
    /// <exception cref="RtmpProtocolException">The bytes break the protocol or a limit; the session is over.</exception>
    public RtmpSessionStep Step(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        if (_state is State.Asking or State.Ended)
        {
            throw new InvalidOperationException($"The session takes no bytes: it is {_state}.");
        }

        if (_missing is { } missing)
        {
            _missing = null;
            return new RtmpSessionStep.TrackMissing(missing);
        }

        if (_state == State.Handshake)
        {
            if (!_handshake.TryComplete(ref input, output))
            {
                return RtmpSessionStep.NeedsBytes.Instance;
            }

            _state = State.Connecting;
        }

        while (true)
        {
            var before = input.Length;
            var isWhole = _reader.TryRead(ref input, out var message);
            _receivedBytes += before - input.Length;
            Acknowledge(output);
            if (!isWhole)
            {
                return RtmpSessionStep.NeedsBytes.Instance;
            }

            if (Handle(message, output) is { } step)
            {
                _state = step switch { RtmpSessionStep.PublishAsked => State.Asking, RtmpSessionStep.Ended => State.Ended, _ => _state };
                return step;
            }
        }
    }

    /// <summary>The publish that was asked for begins.</summary>
    public void Accept(IBufferWriter<byte> output)
    {
        Demand(State.Asking);
        _state = State.Publishing;
        Span<byte> begin = stackalloc byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(begin, StreamBegin);
        BinaryPrimitives.WriteUInt32BigEndian(begin[2..], MediaStreamId);
        Control(output, RtmpMessageType.UserControl, begin);
        Status(output, "status", "NetStream.Publish.Start", "Publishing.");
    }

    /// <summary>The publish that was asked for does not begin; send what was written, then close.</summary>
    /// <param name="description">One sentence; publishers show it to their operator.</param>
    public void Refuse(IBufferWriter<byte> output, string description)
    {
        Demand(State.Asking);
        _state = State.Ended;
        Status(output, "error", "NetStream.Publish.BadName", description);
    }

    private void Demand(State state)
    {
        if (_state != state)
        {
            throw new InvalidOperationException($"The session is {_state}, not {state}.");
        }
    }

    private RtmpSessionStep? Handle(in RtmpMessage message, IBufferWriter<byte> output)
    {
        if (_state != State.Publishing && message.Type is (RtmpMessageType.Audio or RtmpMessageType.Video or RtmpMessageType.Aggregate))
        {
            throw new RtmpProtocolException("Audio or video before a publish.");
        }

        if (message.Type is not (RtmpMessageType.Audio or RtmpMessageType.Video or RtmpMessageType.Acknowledgement))
        {
            CountControl(message.TimestampMs);
        }

        switch (message.Type)
        {
            case RtmpMessageType.WindowAcknowledgementSize:
                _peerWindowBytes = message.Payload.Length == 4 ? Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(message.Payload.Span), 100_000, WindowBytes) : _peerWindowBytes;
                return null;
            case RtmpMessageType.UserControl:
                AnswerPing(message.Payload.Span, output);
                return null;
            case RtmpMessageType.CommandAmf0:
                return Command(message.Payload.Span, output);
            case RtmpMessageType.CommandAmf3:
                // Commands of this type begin with a zero byte and are AMF0 from there on, as publishers send them.
                return Command(SkipZero(message.Payload.Span), output);
            case RtmpMessageType.DataAmf0:
                return Data(message.Payload);
            case RtmpMessageType.DataAmf3:
                return Data(message.Payload[(message.Payload.Length - SkipZero(message.Payload.Span).Length)..]);
            case RtmpMessageType.Audio or RtmpMessageType.Video:
                return Media(message, output);
            case RtmpMessageType.Aggregate:
                throw new RtmpProtocolException("Aggregate messages are not taken.");
            default:
                return null;
        }
    }

    // The allowance grows with the stream's own time, so that the rule needs no clock; silence is watched by who owns one.
    private void CountControl(uint timestampMs)
    {
        _controlMessages++;
        var seconds = _firstMs is { } first && unchecked((int)(_newestMs - first)) is > 0 and var passed ? passed / 1000 : 0;
        if (_controlMessages > _limits.MaxMessagesBeforePublish + ((long)seconds * _limits.MaxControlMessagesPerSecond))
        {
            throw new RtmpProtocolException($"Too many commands and control messages: {_controlMessages} (the last at {timestampMs} ms).");
        }
    }

    private RtmpSessionStep? Command(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        var values = Amf0.Read(payload, _limits);
        if (values is not [string name, ..])
        {
            throw new RtmpProtocolException("A command without a name.");
        }

        var transaction = values is [_, double number, ..] ? number : 0;
        switch (name)
        {
            case "connect":
                Connect(values, transaction, output);
                return null;
            case "createStream":
                Expect(name, State.Connected);
                Reply(output, Amf0.Write("_result", transaction, null, (double)MediaStreamId));
                return null;
            case "releaseStream" or "FCPublish":
                Expect(name, State.Connected);
                Reply(output, Amf0.Write("_result", transaction, null, null));
                if (name == "FCPublish")
                {
                    Reply(output, Amf0.Write("onFCPublish", 0d, null, new Dictionary<string, object?> { ["code"] = "NetStream.Publish.Start", ["description"] = "" }));
                }

                return null;
            case "publish":
                Expect(name, State.Connected);
                return Publish(values);
            case "play" or "play2":
                throw new RtmpProtocolException("Nothing is played here: this server takes publishers only.");
            case "FCUnpublish" or "deleteStream" or "closeStream" when _state == State.Publishing:
                Status(output, "status", "NetStream.Unpublish.Success", "Finished.");
                return new RtmpSessionStep.Ended(new RtmpEnd(RtmpEndReason.Finished, $"The publisher said {name}."));
            default:
                // _checkbw, getStreamLength and others: publishers go on without an answer.
                return null;
        }
    }

    private void Connect(List<object?> values, double transaction, IBufferWriter<byte> output)
    {
        Expect("connect", State.Connecting);
        if (values is not [_, _, Dictionary<string, object?> properties, ..] || !properties.TryGetValue("app", out var app) || app is not string name)
        {
            throw new RtmpProtocolException("connect names no application.");
        }

        _app = name;
        _state = State.Connected;
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, WindowBytes);
        Control(output, RtmpMessageType.WindowAcknowledgementSize, four);
        Control(output, RtmpMessageType.SetPeerBandwidth, [.. four, 2]);
        BinaryPrimitives.WriteUInt32BigEndian(four, OutChunkBytes);
        Control(output, RtmpMessageType.SetChunkSize, four);
        _writer.MaxChunkBytes = OutChunkBytes;
        Reply(output, Amf0.Write(
            "_result",
            transaction,
            new Dictionary<string, object?> { ["fmsVer"] = "FMS/3,0,1,123", ["capabilities"] = 31d },
            new Dictionary<string, object?> { ["level"] = "status", ["code"] = "NetConnection.Connect.Success", ["description"] = "Connected.", ["objectEncoding"] = 0d }));
    }

    private RtmpSessionStep.PublishAsked Publish(List<object?> values)
    {
        if (values is not [_, _, _, string key, ..] || key.Length == 0)
        {
            throw new RtmpProtocolException("publish names no stream key.");
        }

        return new RtmpSessionStep.PublishAsked(_app, key);
    }

    private RtmpSessionStep.Media? Data(ReadOnlyMemory<byte> payload)
    {
        var values = Amf0.Read(payload.Span, _limits);
        if (_state != State.Publishing || values.Count == 0)
        {
            return null;
        }

        // "@setDataFrame" is an order to the server; what follows it is what a player is to see.
        if (values[0] is "@setDataFrame")
        {
            payload = payload[Amf0.Write("@setDataFrame").Length..];
            values.RemoveAt(0);
        }

        return values is ["onMetaData", ..] ? new RtmpSessionStep.Media(new FlvTag(FlvTagKind.Script, _firstMs is null ? 0 : _newestMs, payload)) : null;
    }

    private RtmpSessionStep? Media(in RtmpMessage message, IBufferWriter<byte> output)
    {
        var isVideo = message.Type == RtmpMessageType.Video;
        // An empty body is a keep-alive of some encoders.
        if (message.Payload.IsEmpty)
        {
            return null;
        }

        var head = FlvTagHead.Of((FlvTagKind)message.Type, message.Payload.Span);
        if (head.Codec is not (FlvCodec.None or FlvCodec.H264 or FlvCodec.Aac) && !(_limits.ExtraCodecs.Contains(head.Codec) && head.Codec is not (FlvCodec.Unknown or FlvCodec.Multitrack or FlvCodec.Legacy)))
        {
            var detail = $"{(isVideo ? "Video" : "Audio")} codec {(head.Codec is FlvCodec.Unknown or FlvCodec.Legacy ? head.Label : $"{head.Codec} ({head.Label})")} is not taken; send H.264 and AAC.";
            Status(output, "error", "NetStream.Publish.Rejected", detail);
            return new RtmpSessionStep.Ended(new RtmpEnd(RtmpEndReason.CodecRefused, detail, RefusalCode.Codec));
        }

        var time = _clock.Next(isVideo, message.TimestampMs);
        Watch(isVideo, head.IsFrame, time);
        return new RtmpSessionStep.Media(new FlvTag((FlvTagKind)message.Type, time, message.Payload));
    }

    private void Watch(bool isVideo, bool isFrame, uint timestampMs)
    {
        _firstMs ??= timestampMs;
        _newestMs = unchecked((int)(timestampMs - _newestMs)) > 0 || _newestMs == 0 ? timestampMs : _newestMs;
        _hasVideo |= isVideo && isFrame;
        _hasAudio |= !isVideo && isFrame;
        if (!_toldMissing && _hasAudio != _hasVideo && unchecked((int)(_newestMs - _firstMs.Value)) >= _limits.MissingTrackAfterMs)
        {
            _toldMissing = true;
            _missing = _hasAudio ? FlvTagKind.Video : FlvTagKind.Audio;
        }
    }

    private void Expect(string command, State state)
    {
        if (_state != state)
        {
            throw new RtmpProtocolException($"{command} does not belong here: the session is {_state}.");
        }
    }

    private void AnswerPing(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        if (payload.Length == 6 && BinaryPrimitives.ReadUInt16BigEndian(payload) == PingRequest)
        {
            Span<byte> answer = stackalloc byte[6];
            BinaryPrimitives.WriteUInt16BigEndian(answer, PingResponse);
            payload[2..].CopyTo(answer[2..]);
            Control(output, RtmpMessageType.UserControl, answer);
        }
    }

    private void Acknowledge(IBufferWriter<byte> output)
    {
        if (_receivedBytes - _acknowledgedBytes >= _peerWindowBytes / 2)
        {
            _acknowledgedBytes = _receivedBytes;
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(four, unchecked((uint)_receivedBytes));
            Control(output, RtmpMessageType.Acknowledgement, four);
        }
    }

    private void Status(IBufferWriter<byte> output, string level, string code, string description) =>
        _writer.Write(output, StatusChunkStream, new RtmpMessage(RtmpMessageType.CommandAmf0, MediaStreamId, 0, Amf0.Write(
            "onStatus", 0d, null, new Dictionary<string, object?> { ["level"] = level, ["code"] = code, ["description"] = description })));

    private void Reply(IBufferWriter<byte> output, byte[] payload) => _writer.Write(output, CommandChunkStream, new RtmpMessage(RtmpMessageType.CommandAmf0, 0, 0, payload));

    private void Control(IBufferWriter<byte> output, RtmpMessageType type, ReadOnlySpan<byte> payload) =>
        _writer.Write(output, ControlChunkStream, new RtmpMessage(type, 0, 0, payload.ToArray()));

    private static ReadOnlySpan<byte> SkipZero(ReadOnlySpan<byte> payload) => payload is [0, ..] ? payload[1..] : payload;
}
