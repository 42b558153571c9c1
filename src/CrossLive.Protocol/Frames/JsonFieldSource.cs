using System.Text.Json;

namespace CrossLive.Protocol.Frames;

/// <summary>Reads fields from JSON.</summary>
internal ref struct JsonFieldSource(Utf8JsonReader reader) : IFieldSource
{
    private Utf8JsonReader _reader = reader;

    /// <summary>The reader, as far as it has come.</summary>
    public readonly Utf8JsonReader Reader => _reader;

    public readonly int EnterObject()
    {
        Expect(JsonTokenType.StartObject);
        return 0;
    }

    public bool NextField(ref int left, out string name)
    {
        Advance();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            name = "";
            return false;
        }

        name = _reader.GetString()!;
        Advance();
        return true;
    }

    public readonly int EnterList()
    {
        Expect(JsonTokenType.StartArray);
        return 0;
    }

    public bool NextItem(ref int left)
    {
        Advance();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    public readonly string? Text()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.String);
        return _reader.GetString();
    }

    public readonly long? Number()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.Number);
        return _reader.TryGetInt64(out var number) ? number : throw Malformed("A number is not whole or does not fit.");
    }

    public readonly bool? Flag() => _reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Malformed($"True or false is due, {_reader.TokenType} came."),
    };

    public object? Any(int depth)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.String:
                return _reader.GetString();
            case JsonTokenType.Number:
                return _reader.TryGetInt64(out var whole) ? (object)whole : _reader.GetDouble();
            case JsonTokenType.True or JsonTokenType.False:
                return _reader.GetBoolean();
            case JsonTokenType.StartArray when depth > 0:
                return AnyItems(depth - 1);
            case JsonTokenType.StartObject when depth > 0:
                return AnyFields(depth - 1);
            default:
                _reader.Skip();
                return null;
        }
    }

    public void Skip() => _reader.Skip();

    public readonly Exception Malformed(string message) => new JsonException(message);

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

    private void Advance()
    {
        if (!_reader.Read())
        {
            throw Malformed("The text ends too soon.");
        }
    }

    private readonly void Expect(JsonTokenType type)
    {
        if (_reader.TokenType != type)
        {
            throw Malformed($"{type} is due, {_reader.TokenType} came.");
        }
    }
}
