using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Protocol.Frames;

/// <summary>Writes fields as MessagePack: maps with text keys, as JSON has them.</summary>
internal ref struct MessagePackFieldSink : IFieldSink
{
    private MessagePackWriter _writer;

    private MessagePackFieldSink(MessagePackWriter writer) => _writer = writer;

    /// <summary>Writes one whole object.</summary>
    public static void WriteObject<T, TFields>(ref MessagePackWriter writer, T value)
        where TFields : IFields<T>
    {
        writer.WriteMapHeader(FieldCount.Of<T, TFields>(value));
        var sink = new MessagePackFieldSink(writer);
        TFields.Write(ref sink, value);

        // The writer is a struct that holds how far it has come.
        writer = sink._writer;
    }

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            _writer.WriteString(name);
            _writer.Write(value);
        }
    }

    public void Number(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            _writer.WriteString(name);
            _writer.Write(number);
        }
    }

    public void Flag(ReadOnlySpan<byte> name, bool value)
    {
        _writer.WriteString(name);
        _writer.Write(value);
    }

    public void Counts(ReadOnlySpan<byte> name, IReadOnlyList<PlatformCount> value)
    {
        _writer.WriteString(name);
        _writer.WriteMapHeader(value.Count);
        foreach (var count in value)
        {
            _writer.Write(count.Platform);
            _writer.Write(count.Count);
        }
    }

    public void Object<T, TFields>(ReadOnlySpan<byte> name, T? value)
        where T : class
        where TFields : IFields<T>
    {
        if (value is not null)
        {
            _writer.WriteString(name);
            WriteObject<T, TFields>(ref _writer, value);
        }
    }

    public void Objects<T, TFields>(ReadOnlySpan<byte> name, IReadOnlyList<T> values)
        where TFields : IFields<T>
    {
        _writer.WriteString(name);
        _writer.WriteArrayHeader(values.Count);
        foreach (var value in values)
        {
            WriteObject<T, TFields>(ref _writer, value);
        }
    }

    public void Any(string name, object? value)
    {
        if (value is not null)
        {
            _writer.Write(name);
            WriteAny(value);
        }
    }

    private void WriteAny(object? value)
    {
        switch (value)
        {
            case string text:
                _writer.Write(text);
                break;
            case long number:
                _writer.Write(number);
                break;
            case double number:
                _writer.Write(number);
                break;
            case bool flag:
                _writer.Write(flag);
                break;
            case List<object?> items:
                _writer.WriteArrayHeader(items.Count);
                foreach (var item in items)
                {
                    WriteAny(item);
                }

                break;
            case List<KeyValuePair<string, object?>> fields:
                _writer.WriteMapHeader(fields.Count);
                foreach (var (name, field) in fields)
                {
                    _writer.Write(name);
                    WriteAny(field);
                }

                break;
            default:
                _writer.WriteNil();
                break;
        }
    }
}
