using MessagePack;
using MessagePack.Formatters;

namespace CrossLive.Protocol.Frames;

/// <summary>Writes a view's shared bytes into MessagePack as they are, and reads views.</summary>
public sealed class ViewMessageMessagePackFormatter : IMessagePackFormatter<ViewMessage?>
{
    /// <inheritdoc/>
    public void Serialize(ref MessagePackWriter writer, ViewMessage? value, MessagePackSerializerOptions options)
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
    public ViewMessage? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.TryReadNil())
        {
            return null;
        }

        var source = new MessagePackFieldSource(reader);
        var view = ViewReader.Read(ref source);
        reader = source.Reader;
        return new ViewMessage(view);
    }
}
