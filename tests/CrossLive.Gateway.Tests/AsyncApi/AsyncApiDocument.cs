using System.Reflection;
using System.Text.Json.Nodes;
using CrossLive.Server;

namespace CrossLive.Gateway.Tests.AsyncApi;

/// <summary>The document as the server's assembly holds it.</summary>
internal static class AsyncApiDocument
{
    public static JsonNode Root { get; } = Load();

    /// <summary>What stands at a JSON pointer such as "/channels/roomHub"; references on the way are followed.</summary>
    public static JsonNode? Find(string pointer)
    {
        JsonNode? node = Root;
        foreach (var step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = Follow(node) switch
            {
                JsonObject at => at[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)],
                JsonArray at when int.TryParse(step, out var index) && index < at.Count => at[index],
                _ => null,
            };
        }

        return Follow(node);
    }

    /// <summary>What stands at a JSON pointer.</summary>
    public static JsonNode At(string pointer) => Find(pointer) ?? throw new KeyNotFoundException($"Nothing stands at {pointer}.");

    /// <summary>The messages of a channel by their keys there.</summary>
    public static IEnumerable<(string Key, JsonNode Message)> MessagesOf(string channel) =>
        At($"/channels/{channel}/messages").AsObject().Select(message => (message.Key, At($"/channels/{channel}/messages/{message.Key}")));

    /// <summary>The payloads of a message's examples.</summary>
    public static IEnumerable<JsonNode> ExamplesOf(string message) => At($"/components/messages/{message}/examples").AsArray().Select(example => example!["payload"]!);

    /// <summary>The values that a schema lists as constants.</summary>
    public static IEnumerable<JsonNode> ConstantsOf(string pointer) => At(pointer).AsArray().Select(choice => choice!["const"]).OfType<JsonNode>();

    /// <summary>Every reference of the document.</summary>
    public static IEnumerable<string> References() => ReferencesIn(Root);

    /// <summary>The constants of a class of names or codes.</summary>
    public static IEnumerable<T> ConstantsOf<T>(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral && field.FieldType == typeof(T)).Select(field => (T)field.GetRawConstantValue()!);

    private static JsonNode? Follow(JsonNode? node) => node is JsonObject at && at["$ref"] is { } reference ? Find(reference.GetValue<string>()[1..]) : node;

    private static IEnumerable<string> ReferencesIn(JsonNode? node) => node switch
    {
        JsonObject at => at.SelectMany(member => member is { Key: "$ref", Value: JsonValue value } ? [value.GetValue<string>()] : ReferencesIn(member.Value)),
        JsonArray at => at.SelectMany(ReferencesIn),
        _ => [],
    };

    private static JsonNode Load()
    {
        using var resource = typeof(ServerOptions).Assembly.GetManifestResourceStream("asyncapi.json");
        return JsonNode.Parse(resource!, documentOptions: new() { AllowDuplicateProperties = false })!;
    }
}
