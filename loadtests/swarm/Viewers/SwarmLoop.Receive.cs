using System.Text;
using CrossLive.LoadTests.Swarm.Native;
using CrossLive.LoadTests.Swarm.WebSockets;
using CrossLive.LoadTests.Swarm.Wire;
using MessagePack;

namespace CrossLive.LoadTests.Swarm.Viewers;

/// <summary>What comes: bytes, frames, messages.</summary>
public sealed partial class SwarmLoop
{
    /// <summary>Most bytes of a frame; a longer one ends the connection as a problem.</summary>
    public const int MaxFrameBytes = MessageParts.MaxMessageBytes;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(MaxFrameBytes, pinned: true);
    private readonly List<ServerMessage> _messages = [];

    private void Handle(Viewer viewer, uint events)
    {
        if (viewer.Phase == ViewerPhase.Connecting)
        {
            Connected(viewer);
        }
        else if (viewer.IsFrozen)
        {
            // It asked for nothing but to hear of the end.
            Lose(viewer, "cut while frozen", isExpected: true);
        }
        else
        {
            Receive(viewer);
        }
    }

    private void Connected(Viewer viewer)
    {
        var error = TcpSocket.ConnectError(viewer.Descriptor);
        if (error != 0)
        {
            Lose(viewer, $"the connection failed with error {error}");
            return;
        }

        viewer.Phase = ViewerPhase.Upgrading;
        _epoll.Modify(viewer.Descriptor, Epoll.Readable, TagOf(viewer));
        Send(viewer, Upgrade.RequestOf(_plan.Servers[viewer.Server].Host, _plan.Target(viewer.Number)));
    }

    private void Receive(Viewer viewer)
    {
        var cut = viewer.Cut.AsSpan();
        cut.CopyTo(_buffer);
        var read = TcpSocket.Receive(viewer.Descriptor, _buffer.AsSpan(cut.Length));
        if (read == TcpSocket.WouldBlock)
        {
            return;
        }

        if (read <= 0)
        {
            Lose(viewer, "the connection was lost");
            return;
        }

        var bytes = cut.Length + read;
        try
        {
            var taken = Take(viewer, _buffer.AsMemory(0, bytes), MonotonicClock.NowUs);
            if (viewer.Descriptor >= 0)
            {
                viewer.KeepCut(_buffer.AsSpan(taken, bytes - taken));
            }
        }
        catch (Exception exception) when (exception is FormatException or System.Text.Json.JsonException or MessagePackSerializationException)
        {
            Meter.Note($"viewer {viewer.Number}: {exception.Message}");
            Lose(viewer, "the server broke its protocol");
        }
    }

    private int Take(Viewer viewer, ReadOnlyMemory<byte> bytes, long nowUs)
    {
        var taken = 0;
        if (viewer.Phase == ViewerPhase.Upgrading)
        {
            if (!Upgrade.TryReadAnswer(bytes.Span, out taken, out var problem))
            {
                return 0;
            }

            if (problem is not null)
            {
                Lose(viewer, problem);
                return 0;
            }

            Upgraded(viewer, nowUs);
        }

        while (viewer.Descriptor >= 0 && FrameHeader.TryRead(bytes.Span[taken..], out var header))
        {
            if (header.PayloadBytes > MaxFrameBytes - header.HeaderBytes)
            {
                throw new FormatException($"A frame of {header.PayloadBytes:N0} bytes; {MaxFrameBytes:N0} are the most.");
            }

            var length = header.HeaderBytes + (int)header.PayloadBytes;
            if (bytes.Length - taken < length)
            {
                break;
            }

            TakeFrame(viewer, header, bytes.Slice(taken + header.HeaderBytes, (int)header.PayloadBytes), nowUs);
            taken += length;
        }

        return taken;
    }

    private void TakeFrame(Viewer viewer, FrameHeader header, ReadOnlyMemory<byte> payload, long nowUs)
    {
        switch (header.Opcode)
        {
            case Opcode.Ping:
                Send(viewer, ClientFrame.Of(Opcode.Pong, payload.Span));
                break;
            case Opcode.Pong:
                break;
            case Opcode.Close:
                Lose(viewer, $"the server closed the connection: {(payload.Length > 2 ? Encoding.UTF8.GetString(payload.Span[2..]) : "no reason given")}");
                break;
            default:
                if (viewer.Parts.TryTake(header, payload, out var message))
                {
                    TakeMessage(viewer, message, nowUs);
                }

                break;
        }
    }

    private void TakeMessage(Viewer viewer, ReadOnlyMemory<byte> payload, long nowUs)
    {
        if (viewer.Phase == ViewerPhase.In && viewer.Payloads.Find(payload.Span, ref viewer.Place) is { } known)
        {
            Meter.NoteFrame(payload.Length, nowUs);
            for (var i = 0; i < known.Length; i++)
            {
                Show(viewer, known[i], nowUs);
            }

            return;
        }

        _messages.Clear();
        viewer.Dialect.Read(payload, viewer.Phase == ViewerPhase.Greeting, _messages);
        EventBatch[] batches = [.. _messages.OfType<EventBatch>()];
        if (batches.Length > 0)
        {
            Meter.NoteFrame(payload.Length, nowUs);
            if (batches.Length == _messages.Count)
            {
                viewer.Place = viewer.Payloads.Add(payload.ToArray(), batches);
            }
        }

        for (var i = 0; i < _messages.Count && viewer.Descriptor >= 0; i++)
        {
            React(viewer, _messages[i], nowUs);
        }
    }
}
