namespace CrossLive.Platforms;

/// <summary>
/// Why something that came from a platform was refused before it became a command: stable codes beside those of <see cref="Rooms.Rejection"/>.
/// A code never changes its meaning and is never reused.
/// </summary>
public static class IngressCode
{
    /// <summary>The signature, its id or its timestamp is missing or has not its form.</summary>
    public const string SignatureMissing = "signature.missing";

    /// <summary>None of the platform's secrets made the signature.</summary>
    public const string SignatureWrong = "signature.wrong";

    /// <summary>The signature is too old or from the future.</summary>
    public const string SignatureStale = "signature.stale";

    /// <summary>The body is larger than the ingress takes.</summary>
    public const string BodyTooLarge = "body.too-large";

    /// <summary>The content type is none of those that the address takes.</summary>
    public const string ContentTypeUnsupported = "content-type.unsupported";

    /// <summary>The body cannot be read as what its content type says.</summary>
    public const string BodyMalformed = "body.malformed";

    /// <summary>A batch holds more events than one request may.</summary>
    public const string BatchTooLarge = "batch.too-large";

    /// <summary>A field of an event is missing, too long or of the wrong type.</summary>
    public const string EventMalformed = "event.malformed";

    /// <summary>Nothing here goes by the event's type.</summary>
    public const string EventUnknown = "event.unknown";

    /// <summary>The platform sends too much: wait as long as the answer says.</summary>
    public const string PlatformRate = "rate.platform";

    /// <summary>The platform has never been connected to the room.</summary>
    public const string NotConnected = "platform.not-connected";

    /// <summary>The platform was disconnected from the room.</summary>
    public const string Disconnected = "platform.disconnected";

    /// <summary>The platform is polled: it has no address to push to.</summary>
    public const string Polled = "platform.polled";

    /// <summary>What a connection should hold is missing or wrong.</summary>
    public const string ConnectionInvalid = "connection.invalid";
}
