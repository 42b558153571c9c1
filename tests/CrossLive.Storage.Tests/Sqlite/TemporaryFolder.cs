namespace CrossLive.Storage.Tests.Sqlite;

/// <summary>A fresh folder; the test that made it deletes it.</summary>
public sealed class TemporaryFolder
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("crosslive-storage-").FullName;

    /// <summary>Deletes it with all that is in it.</summary>
    public void Delete() => Directory.Delete(Path, recursive: true);
}
