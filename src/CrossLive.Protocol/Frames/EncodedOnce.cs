using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MessagePack;

namespace CrossLive.Protocol.Frames;

/// <summary>
/// A value's bytes in both protocols, each made once at first use and then shared: thousands of connections send the same memory.
/// Safe to use from many threads.
/// </summary>
internal sealed class EncodedOnce<T, TFields>(T value)
    where TFields : IFields<T>
{
    // The text is JSON inside a SignalR message, never inside HTML: escaping Chinese as \uXXXX would double its size for nothing.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Lock _gate = new();
    private byte[]? _json;
    private byte[]? _messagePack;

    /// <summary>The value as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Json => Volatile.Read(ref _json) ?? Once(ref _json, EncodeJson);

    /// <summary>The value as MessagePack.</summary>
    public ReadOnlyMemory<byte> MessagePack => Volatile.Read(ref _messagePack) ?? Once(ref _messagePack, EncodeMessagePack);

    private byte[] Once(ref byte[]? bytes, Func<byte[]> encode)
    {
        lock (_gate)
        {
            return bytes ??= encode();
        }
    }

    private byte[] EncodeJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, JsonOptions))
        {
            JsonFieldSink.WriteObject<T, TFields>(writer, value);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private byte[] EncodeMessagePack()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        var writer = new MessagePackWriter(buffer);
        MessagePackFieldSink.WriteObject<T, TFields>(ref writer, value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
