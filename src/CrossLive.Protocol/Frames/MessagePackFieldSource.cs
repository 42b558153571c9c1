using MessagePack;

namespace CrossLive.Protocol.Frames;

/// <summary>Reads fields from MessagePack.</summary>
internal ref struct MessagePackFieldSource(MessagePackReader reader) : IFieldSource
{
    private MessagePackReader _reader = reader;

    /// <summary>The reader, as far as it has come.</summary>
    public readonly MessagePackReader Reader => _reader;

    public int EnterObject() => _reader.ReadMapHeader();

    public bool NextField(ref int left, out string name)
    {
        if (left == 0)
        {
            name = "";
            return false;
        }

        left--;
        name = _reader.ReadString() ?? throw Malformed("A field has no name.");
        return true;
    }

    public int EnterList() => _reader.ReadArrayHeader();

    public readonly bool NextItem(ref int left) => left-- > 0;

    public string? Text() => _reader.ReadString();

    public long? Number() => _reader.TryReadNil() ? null : _reader.ReadInt64();

    public bool? Flag() => _reader.TryReadNil() ? null : _reader.ReadBoolean();

    public object? Any(int depth)
    {
        switch (_reader.NextMessagePackType)
        {
            case MessagePackType.String:
                return _reader.ReadString();
            case MessagePackType.Integer:
                return _reader.ReadInt64();
            case MessagePackType.Float:
                return _reader.ReadDouble();
            case MessagePackType.Boolean:
                return _reader.ReadBoolean();
            case MessagePackType.Array when depth > 0:
                return AnyItems(depth - 1);
            case MessagePackType.Map when depth > 0:
                return AnyFields(depth - 1);
            default:
                _reader.Skip();
                return null;
        }
    }

    public void Skip() => _reader.Skip();

    public readonly Exception Malformed(string message) => new MessagePackSerializationException(message);

    private List<object?> AnyItems(int depth)
    {
        var items = new List<object?>();
        for (var left = EnterList(); NextItem(ref left);)
        {
            items.Add(Any(depth));
        }

        return items;
    }

    private List<KeyValuePair<string, object?>> AnyFields(int depth)
    {
        var fields = new List<KeyValuePair<string, object?>>();
        var left = EnterObject();
        while (NextField(ref left, out var name))
        {
            fields.Add(new(name, Any(depth)));
        }

        return fields;
    }
}
