using CrossLive.Rooms;

namespace CrossLive.Edge.Tests.Trees;

/// <summary>A root, an edge on it, and an edge on that one; each test opens rooms of its own.</summary>
public sealed class Tree : IAsyncLifetime
{
    private static int _rooms;
    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-edge-").FullName;

    internal Gateway Root { get; private set; } = null!;

    internal Gateway Middle { get; private set; } = null!;

    internal Gateway Leaf { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Root = await Gateway.StartRootAsync(
            _folder,
            ("CrossLive:Gateway:Gifts:0:Id", "rose"),
            ("CrossLive:Gateway:Gifts:0:Name", "Rose"),
            ("CrossLive:Gateway:Gifts:0:MinorUnits", "100"),
            ("CrossLive:Gateway:Gifts:0:Currency", "EUR"));
        Middle = await Gateway.StartEdgeAsync(Root.Address);
        Leaf = await Gateway.StartEdgeAsync(Middle.Address);
    }

    public async Task DisposeAsync()
    {
        await Leaf.DisposeAsync();
        await Middle.DisposeAsync();
        await Root.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A room that nobody else uses.</summary>
    internal async Task<string> OpenRoomAsync()
    {
        var room = $"room-{Interlocked.Increment(ref _rooms)}";
        await Root.OpenAsync(room);
        return room;
    }

    /// <summary>Waits for a state that other threads bring about.</summary>
    internal static Task UntilAsync(Func<bool> holds, Func<string> what) => Server.Tests.Eventually.HoldsAsync(holds, TimeSpan.FromSeconds(30), what);

    /// <summary>The same, for a state that has to be asked for.</summary>
    internal static Task UntilAsync(Func<Task<bool>> holds, Func<string> what) => Server.Tests.Eventually.HoldsAsync(holds, TimeSpan.FromSeconds(30), what);
}

/// <summary>The tests that share one tree.</summary>
[CollectionDefinition(Name)]
public sealed class SharedTree : ICollectionFixture<Tree>
{
    public const string Name = "tree";
}
