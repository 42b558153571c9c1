using MessagePack;
using MessagePack.Formatters;

namespace CrossLive.Protocol.Frames;

/// <summary>Writes a frame's shared bytes into MessagePack as they are, and reads frames.</summary>
public sealed class EventFrameMessagePackFormatter : IMessagePackFormatter<EventFrame?>
{
    /// <inheritdoc/>
    public void Serialize(ref MessagePackWriter writer, EventFrame? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
        }
        else
        {
            writer.WriteRaw(value.MessagePackBytes.Span);
        }
    }

    /// <inheritdoc/>
    public EventFrame? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.TryReadNil())
        {
            return null;
        }

        var source = new MessagePackFieldSource(reader);
        var frame = FrameReader.ReadFrame(ref source);
        reader = source.Reader;
        return frame;
    }
}
