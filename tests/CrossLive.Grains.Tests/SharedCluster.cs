namespace CrossLive.Grains.Tests;

/// <summary>One silo for all tests of a class, over a folder of its own.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal RoomCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await RoomCluster.StartAsync(_folder.Path);

    public async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _folder.Delete();
    }
}
