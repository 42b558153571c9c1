using System.Buffers.Binary;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>Finds pictures and AAC frames in an MPEG transport stream, as far as they came. What is damaged has another hash than what was sent.</summary>
/// <param name="take">Takes each frame.</param>
/// <param name="beginAnew">Times step back by half a second: what comes from now on is another connection's. Everything of the one before has been given.</param>
internal sealed class TransportStreamReader(Action<Arrival> take, Action? beginAnew = null)
{
    private const long StepBackTicks = 45_000;
    private const int PacketBytes = 188, PesHeadBytes = 9, TimeBytes = 5, AdtsHeadBytes = 7, TicksPerMs = 90;
    private const byte Sync = 0x47;
    private readonly Dictionary<int, (List<byte> Bytes, double AtMs)> _open = [];
    private readonly Dictionary<int, long> _ticks = [];
    private byte[] _rest = [];

    /// <summary>Takes what came.</summary>
    public void Read(ReadOnlySpan<byte> bytes, double nowMs)
    {
        byte[] all = [.. _rest, .. bytes];
        var at = 0;
        while (at + PacketBytes <= all.Length)
        {
            if (all[at] != Sync)
            {
                at++;
                continue;
            }

            Packet(all.AsSpan(at, PacketBytes), nowMs);
            at += PacketBytes;
        }

        _rest = all[at..];
    }

    private void Packet(ReadOnlySpan<byte> packet, double nowMs)
    {
        var pid = BinaryPrimitives.ReadUInt16BigEndian(packet[1..]) & 0x1FFF;
        var begins = (packet[1] & 0x40) != 0;
        var head = (packet[3] & 0x20) != 0 ? 5 + packet[4] : 4;
        if ((packet[3] & 0x10) == 0 || head >= PacketBytes)
        {
            return;
        }

        var payload = packet[head..];
        if (begins)
        {
            if (_open.Remove(pid, out var whole))
            {
                Unit([.. whole.Bytes], whole.AtMs);
            }

            // Tables begin otherwise.
            if (payload.Length >= PesHeadBytes && payload[0] == 0 && payload[1] == 0 && payload[2] == 1)
            {
                NoteTime(pid, payload);
                _open[pid] = ([.. payload], nowMs);
            }
        }
        else if (_open.TryGetValue(pid, out var open))
        {
            open.Bytes.AddRange(payload);
            _open[pid] = (open.Bytes, nowMs);
        }
    }

    private void NoteTime(int pid, ReadOnlySpan<byte> pes)
    {
        if (TicksOf(pes) is not { } ticks)
        {
            return;
        }

        if (_ticks.TryGetValue(pid, out var before) && before - ticks > StepBackTicks)
        {
            foreach (var (bytes, atMs) in _open.Values)
            {
                Unit([.. bytes], atMs);
            }

            _open.Clear();
            _ticks.Clear();
            beginAnew?.Invoke();
        }

        _ticks[pid] = ticks;
    }

    private static long? TicksOf(ReadOnlySpan<byte> pes)
    {
        if (pes.Length < PesHeadBytes + TimeBytes || (pes[7] & 0x80) == 0 || pes[8] < TimeBytes)
        {
            return null;
        }

        var time = pes[PesHeadBytes..];
        return ((long)(time[0] >> 1 & 7) << 30) | ((long)time[1] << 22) | ((long)(time[2] >> 1) << 15) | ((long)time[3] << 7) | ((long)time[4] >> 1);
    }

    private void Unit(ReadOnlySpan<byte> pes, double atMs)
    {
        if (TicksOf(pes) is not { } ticks || pes.Length < PesHeadBytes + pes[8])
        {
            return;
        }

        var media = pes[(PesHeadBytes + pes[8])..];
        if (pes[3] >> 4 == 0xE)
        {
            take(new Arrival(true, (uint)Math.Round(ticks / (double)TicksPerMs), media.Length, ContentHash.Of(media), atMs));
            return;
        }

        for (var frame = 0; pes[3] >> 5 == 6 && media.Length > AdtsHeadBytes && media[0] == 0xFF && media[1] >> 4 == 0xF; frame++)
        {
            var bytes = ((media[3] & 3) << 11) | (media[4] << 3) | (media[5] >> 5);
            if (bytes <= AdtsHeadBytes || bytes > media.Length)
            {
                return;
            }

            take(new Arrival(false, (uint)Math.Round((ticks / (double)TicksPerMs) + (frame * 1_024 / 48.0)), bytes, ContentHash.Of(media[AdtsHeadBytes..bytes]), atMs));
            media = media[bytes..];
        }
    }
}
