using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// Answers to calls of a loop's clients, gathered from any thread and sent by the loop, many in one system call: what one decided round answers wakes the loop once.
/// Holds no more than the calls that are under way (eight a client).
/// </summary>
/// <param name="loop">Sends them.</param>
/// <param name="isBatching">True = one system call for many answers where the system has that; false = one each.</param>
internal sealed class AnswerOutbox(ReceiveLoop loop, bool isBatching)
{
    /// <summary>What is kept from one round to the next, in bytes; a larger round's memory is let go.</summary>
    private const int MaxKeptBytes = 1024 * 1024;

    private const int FirstBytes = 16 * 1024;

    private readonly Lock _lock = new();
    private Round _open = new();

    // Until a round's last answer is there the loop leaves it alone: neither waits for the other, and more leaves in one call.
    private volatile bool _isFlushed;

    /// <summary>True where nothing is to be sent at the moment.</summary>
    public bool IsIdle => !_isFlushed;

    /// <summary>Adds an answer. It leaves at the latest after <see cref="Flush"/>.</summary>
    /// <param name="output">Whose it is.</param>
    /// <param name="protocol">Encodes it.</param>
    /// <param name="message">The answer.</param>
    /// <param name="sender">Hears when it has left.</param>
    public void Add(SocketOutput output, IHubProtocol protocol, HubMessage message, IBatchSender sender)
    {
        lock (_lock)
        {
            _open.Add(output, protocol, message, sender);
        }
    }

    /// <summary>No more comes at the moment: has the loop send what there is.</summary>
    public void Flush()
    {
        if (_isFlushed)
        {
            return;
        }

        lock (_lock)
        {
            if (_isFlushed || _open.IsEmpty)
            {
                return;
            }

            _isFlushed = true;
        }

        loop.Wake();
    }

    /// <summary>Makes what sends them. For the loop's thread.</summary>
    public Sender CreateSender() => new(this, isBatching ? SendBatch.TryCreate() : null);

    private Round? Take(Round next)
    {
        lock (_lock)
        {
            _isFlushed = false;
            if (_open.IsEmpty)
            {
                return null;
            }

            var taken = _open;
            _open = next;
            return taken;
        }
    }

    /// <summary>Sends what has gathered. Used by the loop's thread, and by no other.</summary>
    internal sealed class Sender(AnswerOutbox outbox, SendBatch? batch) : IDisposable
    {
        private Round _spare = new();

        /// <summary>Sends all that there is. Never waits.</summary>
        public void SendAll()
        {
            while (!outbox.IsIdle && outbox.Take(_spare) is { } round)
            {
                round.Send(batch);
                _spare = round.TryClear() ? round : new Round();
            }
        }

        /// <inheritdoc/>
        public void Dispose() => batch?.Dispose();
    }

    /// <summary>Answers that stand one behind the other in one piece of memory, each a whole frame.</summary>
    internal sealed class Round : IBufferWriter<byte>
    {
        private readonly List<Answer> _answers = [];
        private byte[] _bytes = [];
        private int _end;

        public bool IsEmpty => _answers.Count == 0;

        public void Add(SocketOutput output, IHubProtocol protocol, HubMessage message, IBatchSender sender)
        {
            var start = _end;
            try
            {
                // The header goes in front when the length is known.
                GetSpan(WebSocketFrame.MaxHeaderBytes);
                _end += WebSocketFrame.MaxHeaderBytes;
                var payload = _end;
                protocol.WriteMessage(message, this);
                var header = WebSocketFrame.HeaderBytes(_end - payload);
                WebSocketFrame.WriteHeader(_bytes.AsSpan(payload - header), protocol.TransferFormat == Microsoft.AspNetCore.Connections.TransferFormat.Binary, _end - payload);
                _answers.Add(new Answer(output, sender, payload - header, _end - payload + header));
            }
            catch
            {
                _end = start;
                throw;
            }
        }

        /// <summary>Hands all of them to their sockets.</summary>
        public void Send(SendBatch? batch)
        {
            // An array of this kind is never moved, so pinning it costs nothing.
            var bytes = MemoryMarshal.CreateFromPinnedArray(_bytes, 0, _end);
            foreach (var answer in CollectionsMarshal.AsSpan(_answers))
            {
                var frame = bytes.Slice(answer.Start, answer.Length);
                if (batch is null || !TryAdd(batch, answer, frame))
                {
                    SendAlone(answer, frame);
                }
            }

            batch?.Send();
        }

        /// <summary>Makes it ready for other answers; false where a client has not taken all of its own yet, so that the memory is still needed.</summary>
        public bool TryClear()
        {
            foreach (var answer in CollectionsMarshal.AsSpan(_answers))
            {
                if (answer.Output.IsBusy)
                {
                    return false;
                }
            }

            if (_bytes.Length > MaxKeptBytes)
            {
                return false;
            }

            _answers.Clear();
            _end = 0;
            return true;
        }

        /// <inheritdoc/>
        public void Advance(int count) => _end += count;

        /// <inheritdoc/>
        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return _bytes.AsMemory(_end);
        }

        /// <inheritdoc/>
        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return _bytes.AsSpan(_end);
        }

        private static bool TryAdd(SendBatch batch, in Answer answer, ReadOnlyMemory<byte> frame)
        {
            if (batch.TryAdd(answer.Output, frame, answer.Sender))
            {
                return true;
            }

            // Full; or the socket is in this batch already, or with somebody else, who may have to be waited for: not while sockets are held.
            batch.Send();
            return batch.TryAdd(answer.Output, frame, answer.Sender);
        }

        private static void SendAlone(in Answer answer, ReadOnlyMemory<byte> frame)
        {
            try
            {
                var sending = answer.Output.WriteAsync(frame);
                answer.Sender.NoteSent(sending.IsCompletedSuccessfully ? null : sending.AsTask(), failure: null);
            }
            catch (IOException failure)
            {
                answer.Sender.NoteSent(pending: null, failure);
            }
        }

        private void Reserve(int sizeHint)
        {
            var needed = _end + Math.Max(1, sizeHint);
            if (needed > _bytes.Length)
            {
                var larger = GC.AllocateUninitializedArray<byte>(Math.Max(FirstBytes, Math.Max(needed, 2 * _bytes.Length)), pinned: true);
                _bytes.AsSpan(0, _end).CopyTo(larger);
                _bytes = larger;
            }
        }

        private readonly record struct Answer(SocketOutput Output, IBatchSender Sender, int Start, int Length);
    }
}
