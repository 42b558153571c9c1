using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrossLive.Protocol.Frames;

/// <summary>Writes a view's shared bytes into JSON as they are, and reads views.</summary>
public sealed class ViewMessageJsonConverter : JsonConverter<ViewMessage>
{
    /// <inheritdoc/>
    public override ViewMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var source = new JsonFieldSource(reader);
        var view = ViewReader.Read(ref source);
        reader = source.Reader;
        return new ViewMessage(view);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ViewMessage value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.JsonBytes.Span, skipInputValidation: true);
}
