using System.Text.Json;
using System.Text.Unicode;
using CrossLive.Rooms;

namespace CrossLive.Platforms;

/// <summary>Strict reading of a JSON object: every field that is not as it must be ends the event with a sentence that names it.</summary>
internal readonly struct PayloadObject
{
    private readonly JsonElement _element;
    private readonly string _path;

    public PayloadObject(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw EventRefusedException.Malformed(path, "must be an object.");
        }

        _element = element;
        _path = path;
    }

    /// <summary>How a payload's JSON is read: a name that stands twice would be read one way here and another way elsewhere.</summary>
    public static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Reads a body as JSON.</summary>
    /// <exception cref="PayloadException">It is none.</exception>
    public static JsonDocument ParseDocument(ReadOnlyMemory<byte> body)
    {
        // The JSON reader takes other bytes inside strings and stumbles over them later.
        if (!Utf8.IsValid(body.Span))
        {
            throw new PayloadException(IngressCode.BodyMalformed, "The body is not UTF-8.");
        }

        try
        {
            return JsonDocument.Parse(body, Options);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new PayloadException(IngressCode.BodyMalformed, $"The body is not JSON: {Quote(exception.Message)}", exception);
        }
    }

    /// <summary>The first line of a text, short enough to stand in an answer.</summary>
    public static string Quote(string text)
    {
        var line = text.Split('\n', 2)[0];
        return line.Length <= CommandKey.MaxIdLength ? line : line[..CommandKey.MaxIdLength] + "…";
    }

    public PayloadObject Object(string name) => OptionalObject(name) ?? throw Missing(name);

    public PayloadObject? OptionalObject(string name) => Find(name) is { } element ? new PayloadObject(element, PathOf(name)) : null;

    public string Text(string name, int maxLength) => OptionalText(name, maxLength) ?? throw Missing(name);

    public string? OptionalText(string name, int maxLength)
    {
        if (Find(name) is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            throw EventRefusedException.Malformed(PathOf(name), "must be a string.");
        }

        var text = Decode(element, name);
        return text.Length <= maxLength ? text : throw EventRefusedException.Malformed(PathOf(name), $"is longer than {maxLength} characters.");
    }

    /// <summary>A text that identifies something: 1 to <paramref name="maxLength"/> characters, none of them a control character.</summary>
    public string Id(string name, int maxLength)
    {
        var id = Text(name, maxLength);
        return id.Length > 0 && !id.Any(char.IsControl)
            ? id
            : throw EventRefusedException.Malformed(PathOf(name), $"must be 1 to {maxLength} characters without control characters.");
    }

    /// <summary>True where the field is there and is not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    public long Integer(string name) => OptionalInteger(name) ?? throw Missing(name);

    public long? OptionalInteger(string name)
    {
        if (Find(name) is not { } element)
        {
            return null;
        }

        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var value)
            ? value
            : throw EventRefusedException.Malformed(PathOf(name), "must be a whole number.");
    }

    /// <summary>A number that may be written as a JSON string, as its text.</summary>
    public string NumberText(string name, int maxLength) =>
        Find(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(name, maxLength);

    /// <summary>The elements of an array; none where it is missing.</summary>
    public IReadOnlyList<JsonElement> Elements(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().ToArray(),
        _ => throw EventRefusedException.Malformed(PathOf(name), "must be an array."),
    };

    public bool Flag(string name) => Find(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw EventRefusedException.Malformed(PathOf(name), "must be true or false."),
    };

    /// <summary>Where a field stands, for a message.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private JsonElement? Find(string name) =>
        _element.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;

    private string Decode(JsonElement element, string name)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The escape of half a surrogate pair is valid JSON but no text.
            throw new EventRefusedException(Rejection.TextMalformed, $"{PathOf(name)}: holds a lone surrogate.");
        }
    }

    private EventRefusedException Missing(string name) => EventRefusedException.Malformed(PathOf(name), "is missing.");
}
