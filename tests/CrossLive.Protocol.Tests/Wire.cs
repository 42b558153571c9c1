using System.Text.Json;
using System.Text.Json.Nodes;
using MessagePack;

namespace CrossLive.Protocol.Tests;

/// <summary>Both protocols as SignalR would run them, and both as one generic tree.</summary>
internal static class Wire
{
    public static JsonSerializerOptions JsonOptions { get; } = CreateJsonOptions();

    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, JsonOptions);

    public static byte[] ToMessagePack<T>(T value) => MessagePackSerializer.Serialize(value, ProtocolRegistration.MessagePackOptions);

    public static T? FromJson<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonOptions);

    public static T? FromMessagePack<T>(byte[] bytes) => MessagePackSerializer.Deserialize<T>(bytes, ProtocolRegistration.MessagePackOptions);

    /// <summary>MessagePack bytes of any JSON text, for writing input by hand.</summary>
    public static byte[] MessagePackOf(string json) => MessagePackSerializer.ConvertFromJson(json, ProtocolRegistration.MessagePackOptions);

    public static JsonNode JsonTree(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span)!;

    public static JsonNode MessagePackTree(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var tree = ReadTree(ref reader)!;
        reader.End.ShouldBeTrue();
        return tree;
    }

    /// <summary>The tree without properties that are null: MessagePack's attribute formatters write them, and they mean the same as none.</summary>
    public static JsonNode WithoutNulls(JsonNode tree)
    {
        if (tree is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToArray())
            {
                if (value is null)
                {
                    fields.Remove(name);
                }
                else
                {
                    WithoutNulls(value);
                }
            }
        }
        else if (tree is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>())
            {
                WithoutNulls(item);
            }
        }

        return tree;
    }

    // By hand, because MessagePackSerializer.ConvertToJson leaves control characters unescaped.
    private static JsonNode? ReadTree(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                var fields = new JsonObject();
                for (var left = reader.ReadMapHeader(); left > 0; left--)
                {
                    fields.Add(reader.ReadString()!, ReadTree(ref reader));
                }

                return fields;
            case MessagePackType.Array:
                var items = new JsonArray();
                for (var left = reader.ReadArrayHeader(); left > 0; left--)
                {
                    items.Add(ReadTree(ref reader));
                }

                return items;
            case MessagePackType.Integer:
                return reader.ReadInt64();
            case MessagePackType.Float:
                return reader.ReadDouble();
            case MessagePackType.Boolean:
                return reader.ReadBoolean();
            case MessagePackType.Nil:
                reader.ReadNil();
                return null;
            default:
                return reader.ReadString();
        }
    }

    private static JsonSerializerOptions CreateJsonOptions()
    {
        // SignalR's own defaults, then ours.
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ProtocolRegistration.Configure(options);
        return options;
    }
}
