using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrossLive.Protocol.Frames;

/// <summary>Writes a frame's shared bytes into JSON as they are, and reads frames.</summary>
public sealed class EventFrameJsonConverter : JsonConverter<EventFrame>
{
    /// <inheritdoc/>
    public override EventFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var source = new JsonFieldSource(reader);
        var frame = FrameReader.ReadFrame(ref source);
        reader = source.Reader;
        return frame;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EventFrame value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.JsonBytes.Span, skipInputValidation: true);
}
