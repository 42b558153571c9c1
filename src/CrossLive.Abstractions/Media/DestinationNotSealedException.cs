namespace CrossLive.Media;

/// <summary>A destination's address cannot be stored, because the server's key ring cannot be used. The message is a sentence that says what to do.</summary>
[GenerateSerializer, Alias("crosslive.DestinationNotSealedException")]
public sealed class DestinationNotSealedException : Exception
{
    public DestinationNotSealedException()
    {
    }

    public DestinationNotSealedException(string message)
        : base(message)
    {
    }

    public DestinationNotSealedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
