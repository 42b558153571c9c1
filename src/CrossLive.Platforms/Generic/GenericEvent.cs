using System.Text.Json;
using CloudNative.CloudEvents;
using CrossLive.Rooms;

namespace CrossLive.Platforms.Generic;

/// <summary>One CloudEvent of the generic adapter as a room command.</summary>
public static class GenericEvent
{
    /// <summary>Most characters of an event's source.</summary>
    public const int MaxSourceLength = 512;

    /// <summary>
    /// What makes a repeat of an event recognisable: (source, id), inside its platform, so that no platform's sender can pass for another's event or delete it.
    /// </summary>
    public static CommandKey KeyFor(PlatformDeclaration platform, string source, string id) => CommandKey.For($"{platform.Name}:{source}", id);

    /// <summary>Turns what <paramref name="decode"/> yields into a command, or into the refusal of this one event.</summary>
    internal static ParsedEvent Read(PlatformDeclaration platform, string? id, Func<CloudEvent> decode)
    {
        try
        {
            var cloudEvent = Guard(decode);
            return ParsedEvent.Of(cloudEvent.Id!, ToCommand(platform, cloudEvent));
        }
        catch (EventRefusedException refusal)
        {
            return ParsedEvent.Refuse(id, refusal.Code, refusal.Message);
        }
    }

    private static RoomCommand ToCommand(PlatformDeclaration platform, CloudEvent cloudEvent)
    {
        var source = cloudEvent.Source!.OriginalString;
        if (source.Length > MaxSourceLength)
        {
            throw EventRefusedException.Malformed("source", $"is longer than {MaxSourceLength} characters.");
        }

        if (cloudEvent.Id!.Length > CommandKey.MaxIdLength)
        {
            throw EventRefusedException.Malformed("id", $"is longer than {CommandKey.MaxIdLength} characters.");
        }

        var data = new PayloadObject(DataOf(cloudEvent), "data");
        var (actor, body) = GenericEventBody.Read(platform, cloudEvent.Type!, source, data);
        return new RoomCommand(
            actor,
            platform.RequireDeclared(body),
            body is PostChat && data.OptionalText(GenericSender.AnnouncementId, CommandKey.MaxIdLength) is { } announcement
                ? GenericSender.KeyForAnnouncement(platform.Name, announcement)
                : KeyFor(platform, source, cloudEvent.Id),
            CommandKey.Fingerprint(cloudEvent.Type!, $"{actor.Id}\n{body}"),
            cloudEvent.Time?.ToUnixTimeMilliseconds());
    }

    private static JsonElement DataOf(CloudEvent cloudEvent) => cloudEvent.Data switch
    {
        JsonElement element => element,
        byte[] bytes => ParseBytes(bytes),
        _ => throw EventRefusedException.Malformed("data", "must be JSON."),
    };

    private static JsonElement ParseBytes(byte[] bytes)
    {
        try
        {
            using var document = PayloadObject.ParseDocument(bytes);
            return document.RootElement.Clone();
        }
        catch (PayloadException exception)
        {
            throw EventRefusedException.Malformed("data_base64", exception.Message);
        }
    }

    /// <summary>The SDK reports bad input by whatever exception the place that found it throws; here it is always the event's refusal.</summary>
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or JsonException or OverflowException or KeyNotFoundException)
        {
            throw new EventRefusedException(IngressCode.EventMalformed, $"Not a CloudEvent: {PayloadObject.Quote(exception.Message)}");
        }
    }
}
