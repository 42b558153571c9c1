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

    public void Skip() => _reader.Skip();

    public readonly Exception Malformed(string message) => new JsonException(message);

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
