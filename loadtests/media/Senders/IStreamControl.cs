using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>What an <see cref="AdaptiveSender"/> is told: by the product's controller, or by something that knows more.</summary>
internal interface IStreamControl
{
    /// <summary>Picture or slate.</summary>
    MediaMode Mode { get; }

    /// <summary>Video's rate, in bits a second.</summary>
    int VideoBps { get; }

    /// <summary>Audio's.</summary>
    int AudioBps { get; }

    /// <summary>So many bytes may be written and not acknowledged.</summary>
    long CapBytes { get; }

    /// <summary>Takes the connection's figures.</summary>
    void Observe(in LinkMeasurement link);
}
