using System.Net.Mime;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.Core;
using CloudNative.CloudEvents.Http;
using CloudNative.CloudEvents.SystemTextJson;
using CrossLive.Rooms;

namespace CrossLive.Platforms.Generic;

/// <summary>
/// CloudEvents 1.0 over HTTP in its three modes (structured, binary, batched) to room commands. Pure.
/// Sources: CloudEvents 1.0.2, its JSON format and HTTP protocol binding.
/// </summary>
public static class GenericEventParser
{
    /// <summary>Most events in one batch.</summary>
    public const int MaxEventsPerBatch = 1_000;

    private const string StructuredJson = "application/cloudevents+json";
    private const string BatchedJson = "application/cloudevents-batch+json";
    private static readonly JsonEventFormatter Formatter = new(new JsonSerializerOptions(), PayloadObject.Options);

    /// <summary>Reads a request.</summary>
    /// <param name="platform">Who sends it; events that it did not declare are refused.</param>
    /// <param name="contentType">The header Content-Type, which tells the mode.</param>
    /// <param name="headers">The request's headers; binary mode takes those that begin with "ce-".</param>
    /// <param name="body">The body.</param>
    /// <returns>One result per event, in order. Empty for an empty batch.</returns>
    /// <exception cref="PayloadException">The request cannot be read as CloudEvents at all.</exception>
    public static IReadOnlyList<ParsedEvent> Parse(
        PlatformDeclaration platform, string? contentType, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body)
    {
        var type = ReadContentType(contentType);

        // The batch first: its name begins with that of the single event.
        if (MimeUtilities.IsCloudEventsBatchContentType(type.MediaType))
        {
            return RequireMediaType(type, BatchedJson) ? ParseBatch(platform, body) : throw Unsupported();
        }

        if (MimeUtilities.IsCloudEventsContentType(type.MediaType))
        {
            return RequireMediaType(type, StructuredJson) ? [ParseStructured(platform, body)] : throw Unsupported();
        }

        return RequireMediaType(type, MediaTypeNames.Application.Json) ? [ParseBinary(platform, headers, body)] : throw Unsupported();
    }

    private static ParsedEvent[] ParseBatch(PlatformDeclaration platform, ReadOnlyMemory<byte> body)
    {
        using var document = PayloadObject.ParseDocument(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array)
        {
            throw new PayloadException(IngressCode.BodyMalformed, "A batch is a JSON array of events.");
        }

        if (root.GetArrayLength() > MaxEventsPerBatch)
        {
            throw new PayloadException(IngressCode.BatchTooLarge, $"A batch holds at most {MaxEventsPerBatch} events.");
        }

        return root.EnumerateArray().Select(element => ParseElement(platform, element)).ToArray();
    }

    private static ParsedEvent ParseStructured(PlatformDeclaration platform, ReadOnlyMemory<byte> body)
    {
        using var document = PayloadObject.ParseDocument(body);
        return ParseElement(platform, document.RootElement);
    }

    private static ParsedEvent ParseElement(PlatformDeclaration platform, JsonElement element) =>
        GenericEvent.Read(platform, IdOf(element), () => Formatter.ConvertFromJsonElement(element, extensionAttributes: null));

    private static ParsedEvent ParseBinary(PlatformDeclaration platform, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body)
    {
        var attributes = headers
            .Select(header => (Name: HttpUtilities.GetAttributeNameFromHeaderName(header.Key), header.Value))
            .Where(attribute => attribute.Name is not null)
            .ToArray();
        if (!attributes.Any(attribute => attribute.Name == "specversion"))
        {
            throw new PayloadException(
                IngressCode.BodyMalformed, $"Not a CloudEvent: send {StructuredJson}, {BatchedJson}, or {MediaTypeNames.Application.Json} with ce-specversion, ce-id, ce-source and ce-type headers.");
        }

        // Unreadable JSON is the request's fault, not the event's, as in the other modes.
        PayloadObject.ParseDocument(body).Dispose();
        return GenericEvent.Read(platform, attributes.FirstOrDefault(attribute => attribute.Name == "id").Value, () => Decode(attributes!, body));
    }

    private static CloudEvent Decode((string Name, string Value)[] attributes, ReadOnlyMemory<byte> body)
    {
        var version = attributes.First(attribute => attribute.Name == "specversion").Value;
        var cloudEvent = new CloudEvent(CloudEventsSpecVersion.FromVersionId(version) ?? throw new FormatException("specversion: must be 1.0."));
        foreach (var (name, value) in attributes.Where(attribute => attribute.Name != "specversion"))
        {
            cloudEvent.SetAttributeFromString(name, HttpUtilities.DecodeHeaderValue(value));
        }

        cloudEvent.DataContentType = MediaTypeNames.Application.Json;
        Formatter.DecodeBinaryModeEventData(body, cloudEvent);
        return cloudEvent.Validate();
    }

    private static string? IdOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                ? PayloadObject.Quote(id.GetString()!)
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static ContentType ReadContentType(string? contentType)
    {
        try
        {
            return string.IsNullOrWhiteSpace(contentType) ? throw Unsupported() : new ContentType(contentType);
        }
        catch (FormatException)
        {
            throw Unsupported();
        }
    }

    private static bool RequireMediaType(ContentType type, string mediaType) =>
        string.Equals(type.MediaType, mediaType, StringComparison.OrdinalIgnoreCase)
        && (string.IsNullOrEmpty(type.CharSet) || string.Equals(type.CharSet, Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase));

    private static PayloadException Unsupported() => new(
        IngressCode.ContentTypeUnsupported, $"Content-Type must be {StructuredJson}, {BatchedJson} or {MediaTypeNames.Application.Json} (binary mode), in UTF-8.");
}
