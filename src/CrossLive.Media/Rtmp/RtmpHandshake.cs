using System.Buffers;

namespace CrossLive.Media.Rtmp;

/// <summary>
/// The server's side of the handshake (RTMP 1.0, section 5.2). Publishers that put a digest into C1 are answered with the simple form, which they accept:
/// the digest's keys are public, so that checking it proves nothing.
/// </summary>
public sealed class RtmpHandshake
{
    private const int BlockBytes = 1536;
    private const byte Version = 3;

    private readonly ReadOnlyMemory<byte> _random;
    private bool _answered;

    /// <param name="random">1,528 bytes for S1; any will do.</param>
    public RtmpHandshake(ReadOnlyMemory<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, BlockBytes - 8, nameof(random));
        _random = random;
    }

    /// <summary>Whether C0, C1 and C2 are here. Takes what it used off <paramref name="input"/> and writes S0, S1 and S2 once.</summary>
    /// <exception cref="RtmpProtocolException">The first byte is not version 3.</exception>
    public bool TryComplete(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        if (!_answered)
        {
            // The first byte alone tells HTTP, TLS and garbage apart from RTMP: they need not send 1,537 bytes to be told.
            if (!input.IsEmpty && input.FirstSpan[0] != Version)
            {
                throw new RtmpProtocolException($"This is not RTMP: the first byte is {input.FirstSpan[0]}, not {Version}.");
            }

            if (input.Length < 1 + BlockBytes)
            {
                return false;
            }

            var answer = output.GetSpan(1 + (2 * BlockBytes));
            answer[0] = Version;
            var s1 = answer.Slice(1, BlockBytes);
            s1[..8].Clear();
            _random.Span.CopyTo(s1[8..]);
            input.Slice(1, BlockBytes).CopyTo(answer.Slice(1 + BlockBytes, BlockBytes));
            output.Advance(1 + (2 * BlockBytes));
            input = input.Slice(1 + BlockBytes);
            _answered = true;
        }

        if (input.Length < BlockBytes)
        {
            return false;
        }

        // C2 should repeat S1; not all publishers do, and nothing hangs on it.
        input = input.Slice(BlockBytes);
        return true;
    }
}
