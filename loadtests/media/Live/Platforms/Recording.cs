using System.Buffers.Binary;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>What came over one connection, as a platform writes it into an FLV file. Read while it grows.</summary>
internal sealed class Recording(string file) : IRecording
{
    private const int FileHeadBytes = 13, TagHeadBytes = 11, TrailerBytes = 4, AudioHeadBytes = 2, MaxReadBytes = 1 << 20;
    private const byte Audio = 8, Video = 9, IsMedia = 1;
    private readonly Lock _gate = new();
    private readonly List<Arrival> _arrivals = [];
    private byte[] _rest = [];
    private long _readBytes;
    private bool _hasHead;

    /// <summary>The file.</summary>
    public string File => file;

    /// <summary>Everything that has come so far.</summary>
    public Arrival[] Arrivals
    {
        get
        {
            lock (_gate)
            {
                return [.. _arrivals];
            }
        }
    }

    /// <summary>Pictures so far, and when the newest was there.</summary>
    public (int Count, double LastAtMs) Pictures { get; private set; }

    /// <summary>Reads what is new.</summary>
    public void Read()
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        while (stream.Length > _readBytes)
        {
            stream.Position = _readBytes;
            var buffer = new byte[_rest.Length + (int)Math.Min(MaxReadBytes, stream.Length - _readBytes)];
            _rest.CopyTo(buffer, 0);
            var count = stream.Read(buffer, _rest.Length, buffer.Length - _rest.Length);
            if (count == 0)
            {
                return;
            }

            _readBytes += count;
            _rest = Take(buffer.AsSpan(0, _rest.Length + count), LiveClock.NowMs);
        }
    }

    private byte[] Take(ReadOnlySpan<byte> flv, double nowMs)
    {
        if (!_hasHead)
        {
            if (flv.Length < FileHeadBytes)
            {
                return flv.ToArray();
            }

            flv = flv[FileHeadBytes..];
            _hasHead = true;
        }

        while (flv.Length >= TagHeadBytes)
        {
            var bytes = (int)(BinaryPrimitives.ReadUInt32BigEndian(flv) & 0xFFFFFF);
            if (flv.Length < TagHeadBytes + bytes + TrailerBytes)
            {
                break;
            }

            var kind = flv[0];
            // One byte of codec, one that says whether it is media or a configuration.
            if (kind is Audio or Video && bytes > 1 && flv[TagHeadBytes + 1] == IsMedia)
            {
                var timestampMs = (BinaryPrimitives.ReadUInt32BigEndian(flv[4..]) >> 8) | ((uint)flv[7] << 24);
                lock (_gate)
                {
                    _arrivals.Add(new Arrival(kind == Video, timestampMs, bytes, ContentHash.Of(flv.Slice(TagHeadBytes + AudioHeadBytes, bytes - AudioHeadBytes)), nowMs));
                }

                if (kind == Video)
                {
                    Pictures = (Pictures.Count + 1, nowMs);
                }
            }

            flv = flv[(TagHeadBytes + bytes + TrailerBytes)..];
        }

        return flv.ToArray();
    }
}
