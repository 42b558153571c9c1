namespace CrossLive.Grains.Tests;

/// <summary>A fresh folder; the test that made it deletes it.</summary>
internal sealed class TemporaryFolder
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("crosslive-grains-").FullName;

    /// <summary>Deletes it with all that is in it.</summary>
    public void Delete() => Directory.Delete(Path, recursive: true);
}
