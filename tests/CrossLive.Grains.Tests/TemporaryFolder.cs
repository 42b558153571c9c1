namespace CrossLive.Grains.Tests;

/// <summary>A fresh folder that goes with its owner.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("crosslive-grains-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
