using System.Text.Json;
using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>Writes fields as JSON.</summary>
internal readonly struct JsonFieldSink(Utf8JsonWriter writer) : IFieldSink
{
    /// <summary>Writes one whole object.</summary>
    public static void WriteObject<T, TFields>(Utf8JsonWriter writer, T value)
        where TFields : IFields<T>
    {
        writer.WriteStartObject();
        var sink = new JsonFieldSink(writer);
        TFields.Write(ref sink, value);
        writer.WriteEndObject();
    }

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public void Number(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public void Flag(ReadOnlySpan<byte> name, bool value) => writer.WriteBoolean(name, value);

    public void Counts(ReadOnlySpan<byte> name, IReadOnlyList<PlatformCount> value)
    {
        writer.WriteStartObject(name);
        foreach (var count in value)
        {
            writer.WriteNumber(count.Platform, count.Count);
        }

        writer.WriteEndObject();
    }

    public void Object<T, TFields>(ReadOnlySpan<byte> name, T? value)
        where T : class
        where TFields : IFields<T>
    {
        if (value is not null)
        {
            writer.WritePropertyName(name);
            WriteObject<T, TFields>(writer, value);
        }
    }

    public void Objects<T, TFields>(ReadOnlySpan<byte> name, IReadOnlyList<T> values)
        where TFields : IFields<T>
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            WriteObject<T, TFields>(writer, value);
        }

        writer.WriteEndArray();
    }
}
