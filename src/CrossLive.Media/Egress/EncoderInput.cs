using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using CrossLive.Media.Preview;
using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Egress;

/// <summary>Gives one publisher's stream to one encoder, over the encoder's local socket, until either has ended.</summary>
internal sealed class EncoderInput : IAsyncDisposable
{
    // An encoder that is so far behind is skipped to the next keyframe; one that takes nothing is the watch's to find.
    private static readonly PreviewLimits Limits = new() { MaxWaitingBytes = 16 * 1024 * 1024, MaxWaitingMs = 5_000, MaxSkips = int.MaxValue - 1 };

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _pumping;

    public EncoderInput(StreamFeed feed, string socket)
    {
        Feed = feed;
        _pumping = PumpAsync(feed, socket);
    }

    /// <summary>Whose stream it is.</summary>
    public StreamFeed Feed { get; }

    /// <summary>True where it gives nothing any more.</summary>
    public bool IsEnded => _pumping.IsCompleted;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _pumping;
        _ending.Dispose();
    }

    private async Task PumpAsync(StreamFeed feed, string socketName)
    {
        using var reader = feed.OpenOwn(Limits);
        if (reader is null)
        {
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, reader.Cut);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint("\0" + socketName), stop.Token);
            var output = new ArrayBufferWriter<byte>();
            var isBegun = false;
            while (await reader.NextAsync(stop.Token) is { } tags)
            {
                if (!isBegun)
                {
                    // What came before it is decoded and not shown: the encoder would be behind by a whole group for ever.
                    output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ingest {tags[^1].TimestampMs}\n")));
                    FlvWriter.WriteHeader(output, hasAudio: true, hasVideo: true);
                    isBegun = true;
                }

                foreach (var tag in tags)
                {
                    FlvWriter.WriteTag(output, tag);
                }

                for (var rest = output.WrittenMemory; !rest.IsEmpty;)
                {
                    rest = rest[await socket.SendAsync(rest, SocketFlags.None, stop.Token)..];
                }

                output.ResetWrittenCount();
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The encoder has ended or does not listen yet: it is tried again.
        }
    }
}
