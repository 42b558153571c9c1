namespace CrossLive.LoadTests.Media.Senders;

/// <summary>What every sender is told.</summary>
/// <param name="Seed">Of the encoder's sizes.</param>
/// <param name="VideoBps">The highest video rate, in bits a second.</param>
/// <param name="AudioBps">The usual audio rate.</param>
internal sealed record SenderSettings(int Seed, int VideoBps, int AudioBps);
