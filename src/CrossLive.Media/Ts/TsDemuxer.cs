using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Ts;

/// <summary>
/// An MPEG transport stream (ISO/IEC 13818-1) of H.264 and AAC in ADTS as tags of FLV: the first program, and in it the first pictures and the first sound. What is damaged is
/// dropped; what is not taken is refused by name. Pure: no I/O and no clock; not safe for threads.
/// </summary>
public sealed class TsDemuxer(TsLimits limits)
{
    private const int PacketBytes = 188, Sync = 0x47, NullId = 0x1FFF;
    private const byte ProgramTable = 0, MapTable = 2;
    private const int H264 = 0x1B, AacAdts = 0x0F;
    private const int TicksPerMs = 90;
    private const long TimeModulus = 1L << 33;
    private const int VideoHeadBytes = 5;
    private const string Wanted = "send H.264 and AAC (ADTS).";

    private readonly byte[] _partial = new byte[PacketBytes];
    private readonly PsiSection _programs = new();
    private readonly PesPacket _pictures = new();
    private readonly PesPacket _sounds = new();
    private PsiSection _map = new();
    private int _partialBytes;
    private int _junkBytes;
    private int _mapId = -1;
    private int _videoId = -1;
    private int _audioId = -1;
    private long _ticks = -1;
    private byte[]? _sps;
    private byte[]? _pps;
    private byte[]? _shownSps;
    private byte[]? _shownPps;
    private ushort? _soundRecord;
    private byte[] _soundRest = [];
    private long _lastPictureTicks;
    private RtmpEnd? _end;

    /// <summary>Pictures and sounds that were dropped because something of them was missing.</summary>
    public long Damaged { get; private set; }

    /// <summary>Takes bytes, cut anywhere; adds the tags that they complete, at the times that they say. Not null: the stream cannot be taken, and why.</summary>
    public RtmpEnd? Take(ReadOnlySpan<byte> bytes, ICollection<FlvTag> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        while (!bytes.IsEmpty && _end is null)
        {
            if (_partialBytes == 0 && bytes[0] != Sync)
            {
                var skipped = bytes.IndexOf((byte)Sync) is >= 0 and var found ? found : bytes.Length;
                bytes = bytes[skipped..];
                Junk(skipped);
                continue;
            }

            var count = Math.Min(PacketBytes - _partialBytes, bytes.Length);
            bytes[..count].CopyTo(_partial.AsSpan(_partialBytes));
            _partialBytes += count;
            bytes = bytes[count..];
            if (_partialBytes == PacketBytes)
            {
                // A packet is one where another follows, as far as that can be seen.
                if (!bytes.IsEmpty && bytes[0] != Sync)
                {
                    Resync();
                    continue;
                }

                _partialBytes = 0;
                Packet(_partial, tags);
            }
        }

        return _end;
    }

    /// <summary>The stream has ended: what is whole but for the beginning of the next one.</summary>
    public void Finish(ICollection<FlvTag> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        Picture(tags);
        Sound(tags);
    }

    private void Junk(int bytes)
    {
        _junkBytes += bytes;
        if (_junkBytes > limits.MaxJunkBytes)
        {
            _end ??= new RtmpEnd(RtmpEndReason.ProtocolError, $"What comes is no MPEG transport stream: {_junkBytes} bytes without a packet.");
        }
    }

    // What looked like a packet was none: the next one may begin within it.
    private void Resync()
    {
        var next = _partial.AsSpan(1).IndexOf((byte)Sync);
        var skipped = next < 0 ? PacketBytes : next + 1;
        _partial.AsSpan(skipped).CopyTo(_partial);
        _partialBytes = PacketBytes - skipped;
        Junk(skipped);
    }

    private void Packet(ReadOnlySpan<byte> packet, ICollection<FlvTag> tags)
    {
        var (isErroneous, isStart, id) = ((packet[1] & 0x80) != 0, (packet[1] & 0x40) != 0, ((packet[1] & 0x1F) << 8) | packet[2]);
        var (isScrambled, field, continuity) = ((packet[3] & 0xC0) != 0, (packet[3] >> 4) & 3, packet[3] & 15);
        var begin = (field & 2) == 0 ? 4 : 5 + packet[4];
        if (id == NullId || (field & 1) == 0 || isScrambled || begin >= PacketBytes)
        {
            return;
        }

        // An encoder that says so begins its numbers anew.
        var isAnnounced = (field & 2) != 0 && packet[4] > 0 && (packet[5] & 0x80) != 0;
        var payload = packet[begin..];
        if (id == 0 && !isErroneous)
        {
            Programs(_programs.Take(payload, isStart, ProgramTable));
        }
        else if (id == _mapId && !isErroneous)
        {
            Map(_map.Take(payload, isStart, MapTable));
        }
        else if (id == _videoId)
        {
            Gather(_pictures, payload, isStart, continuity, isErroneous, isAnnounced, tags, Picture);
        }
        else if (id == _audioId)
        {
            Gather(_sounds, payload, isStart, continuity, isErroneous, isAnnounced, tags, Sound);
        }
    }

    private void Programs(ReadOnlySpan<byte> section)
    {
        for (var at = 0; at + 4 <= section.Length; at += 4)
        {
            // Number 0 is the network's own table.
            if (section[at] != 0 || section[at + 1] != 0)
            {
                var id = ((section[at + 2] & 0x1F) << 8) | section[at + 3];
                if (id != _mapId)
                {
                    (_mapId, _map) = (id, new PsiSection());
                }

                _junkBytes = 0;
                return;
            }
        }
    }

    private void Map(ReadOnlySpan<byte> section)
    {
        if (section.Length < 4)
        {
            return;
        }

        var (video, audio) = (-1, -1);
        var (otherVideo, otherAudio) = ("", "");
        var at = 4 + (((section[2] & 15) << 8) | section[3]);
        while (at + 5 <= section.Length)
        {
            var (type, id) = (section[at], ((section[at + 1] & 0x1F) << 8) | section[at + 2]);
            var length = ((section[at + 3] & 15) << 8) | section[at + 4];
            var descriptors = section[Math.Min(section.Length, at + 5)..Math.Min(section.Length, at + 5 + length)];
            if (type == H264)
            {
                video = video < 0 ? id : video;
            }
            else if (type == AacAdts)
            {
                audio = audio < 0 ? id : audio;
            }
            else if (NameOf(type, descriptors) is { } other)
            {
                (other.IsVideo ? ref otherVideo : ref otherAudio) = other.Name;
            }

            at += 5 + length;
        }

        if (video < 0 && otherVideo.Length > 0)
        {
            _end ??= new RtmpEnd(RtmpEndReason.CodecRefused, $"Video codec {otherVideo} is not taken; {Wanted}", RefusalCode.Codec);
        }
        else if (audio < 0 && otherAudio.Length > 0)
        {
            _end ??= new RtmpEnd(RtmpEndReason.CodecRefused, $"Audio codec {otherAudio} is not taken; {Wanted}", RefusalCode.Codec);
        }

        if (video != _videoId)
        {
            _videoId = video;
            _pictures.Forget();
        }

        if (audio != _audioId)
        {
            (_audioId, _soundRest) = (audio, []);
            _sounds.Forget();
        }
    }

    // Table 2-34 and its later amendments; private data names itself in a registration (2.6.8).
    private static (bool IsVideo, string Name)? NameOf(byte type, ReadOnlySpan<byte> descriptors) => type switch
    {
        0x01 or 0x02 => (true, "MPEG-1/2"),
        0x10 => (true, "MPEG-4 part 2"),
        0x24 or 0x25 => (true, "HEVC"),
        0x33 => (true, "VVC"),
        0x42 => (true, "AVS"),
        0xD1 => (true, "Dirac"),
        0xEA => (true, "VC-1"),
        0x03 or 0x04 => (false, "MPEG audio"),
        0x11 => (false, "AAC in LATM"),
        0x81 => (false, "AC-3"),
        0x87 => (false, "E-AC-3"),
        0x06 when descriptors.IndexOf("Opus"u8) >= 0 => (false, "Opus"),
        0x06 when descriptors.IndexOf("AC-3"u8) >= 0 => (false, "AC-3"),
        0x06 when descriptors.IndexOf("AV01"u8) >= 0 => (true, "AV1"),
        0x06 when descriptors.IndexOf("HEVC"u8) >= 0 => (true, "HEVC"),
        _ => null,
    };

    private void Gather(
        PesPacket pes, ReadOnlySpan<byte> payload, bool isStart, int continuity, bool isErroneous, bool isAnnounced, ICollection<FlvTag> tags, Action<ICollection<FlvTag>> whole)
    {
        if (!pes.Note(continuity, isErroneous, isAnnounced))
        {
            return;
        }

        if (isStart)
        {
            whole(tags);
            pes.Begin();
        }

        if (pes.IsDamaged)
        {
            return;
        }

        pes.Add(payload);
        if (pes.Length > limits.MaxFrameBytes)
        {
            _end ??= new RtmpEnd(RtmpEndReason.ProtocolError, $"A picture or a packet of sound is longer than {limits.MaxFrameBytes} bytes.");
        }
        else if (pes.WantedLength is > 0 and var wanted && pes.Length >= wanted)
        {
            whole(tags);
        }
    }

    private void Picture(ICollection<FlvTag> tags)
    {
        if (!Read(_pictures, out var data, out var pts, out var dts))
        {
            return;
        }

        var (body, isKey, hasSlice) = AnnexB.Convert(data, ref _sps, ref _pps, VideoHeadBytes);
        _pictures.Forget();
        dts = dts < 0 ? _lastPictureTicks + 1 : Unwrapped(dts);
        pts = pts < 0 ? dts : Unwrapped(pts);
        _lastPictureTicks = dts;
        if (_sps is null || _pps is null || !hasSlice)
        {
            return;
        }

        var time = Ms(dts);
        if (!ReferenceEquals(_sps, _shownSps) || !ReferenceEquals(_pps, _shownPps))
        {
            (_shownSps, _shownPps) = (_sps, _pps);
            tags.Add(new FlvTag(FlvTagKind.Video, time, (byte[])[0x17, 0, 0, 0, 0, .. AnnexB.Record(_sps, _pps)]));
        }

        var composition = (int)Math.Clamp((pts - dts) / TicksPerMs, -0x800000, 0x7FFFFF);
        (body[0], body[1], body[2], body[3], body[4]) = ((byte)(isKey ? 0x17 : 0x27), 1, (byte)(composition >> 16), (byte)(composition >> 8), (byte)composition);
        tags.Add(new FlvTag(FlvTagKind.Video, time, body));
    }

    private void Sound(ICollection<FlvTag> tags)
    {
        if (!Read(_sounds, out var data, out var pts, out _))
        {
            // What waits for its rest would get another one's.
            _soundRest = [];
            return;
        }

        byte[] bytes = [.. _soundRest, .. data];
        // The time is that of the first frame that begins in this packet.
        var begin = _soundRest.Length;
        _sounds.Forget();
        _soundRest = [];
        var first = pts < 0 ? _ticks : Unwrapped(pts);
        var (at, samples, rate) = (0, 0L, 48_000);
        while (at < bytes.Length)
        {
            if (Adts.Of(bytes.AsSpan(at)) is not { } frame)
            {
                if (bytes.Length - at < Adts.MinBytes)
                {
                    break;
                }

                at++;
                continue;
            }

            if (at + frame.FrameBytes > bytes.Length)
            {
                break;
            }

            rate = frame.SampleRateHz;
            var before = at < begin ? 1_024 : 0;
            var time = Ms(Math.Max(0, first + ((samples - before) * 90_000 / rate)));
            if (_soundRecord != frame.Record)
            {
                _soundRecord = frame.Record;
                tags.Add(new FlvTag(FlvTagKind.Audio, time, (byte[])[0xAF, 0, (byte)(frame.Record >> 8), (byte)frame.Record]));
            }

            tags.Add(new FlvTag(FlvTagKind.Audio, time, (byte[])[0xAF, 1, .. bytes.AsSpan(at + frame.HeadBytes, frame.FrameBytes - frame.HeadBytes)]));
            samples += 1_024 - before;
            at += frame.FrameBytes;
        }

        if (bytes.Length - at <= limits.MaxSoundRestBytes)
        {
            _soundRest = bytes[at..];
        }
    }

    private bool Read(PesPacket pes, out ReadOnlySpan<byte> data, out long pts, out long dts)
    {
        var isThere = pes.TryRead(out data, out pts, out dts);
        if (!isThere && pes.Length > 0)
        {
            Damaged++;
            pes.Forget();
        }

        return isThere;
    }

    // Times have 33 bits; both tracks are of one clock.
    private long Unwrapped(long ticks)
    {
        if (_ticks < 0)
        {
            return _ticks = ticks;
        }

        var step = (ticks - _ticks) & (TimeModulus - 1);
        step = step >= TimeModulus / 2 ? step - TimeModulus : step;
        _ticks = Math.Max(0, _ticks + step);
        return _ticks;
    }

    private static uint Ms(long ticks) => unchecked((uint)(ticks / TicksPerMs));
}
