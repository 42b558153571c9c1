using Xunit;

namespace CrossLive.Gateway.Tests.Hubs;

/// <summary>One server for all tests of a class; each has rooms of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal RoomServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RoomServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
