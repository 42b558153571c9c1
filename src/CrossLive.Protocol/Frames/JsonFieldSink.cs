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

    public void Any(string name, object? value)
    {
        if (value is not null)
        {
            writer.WritePropertyName(name);
            WriteAny(value);
        }
    }

    private void WriteAny(object? value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case List<object?> items:
                writer.WriteStartArray();
                items.ForEach(WriteAny);
                writer.WriteEndArray();
                break;
            case List<KeyValuePair<string, object?>> fields:
                writer.WriteStartObject();
                foreach (var (name, field) in fields)
                {
                    writer.WritePropertyName(name);
                    WriteAny(field);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
