namespace CrossLive.Server.Tests.Processes;

/// <summary>A fresh data folder; deleted with all that is in it.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("crosslive-server-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
