namespace CrossLive.Platforms;

/// <summary>Ends the reading of one event; its parser turns it into an <see cref="EventRefusal"/>. Never leaves a parser.</summary>
internal sealed class EventRefusedException(string code, string detail) : Exception(detail)
{
    public string Code { get; } = code;

    public static EventRefusedException Malformed(string path, string problem) => new(IngressCode.EventMalformed, $"{path}: {problem}");
}
