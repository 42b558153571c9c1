using System.Net;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.BadInput;

/// <summary>One server with an open room for all tests that send nonsense to it: none of them may leave a trace for the next.</summary>
public sealed class LiveServer : IAsyncLifetime, IDisposable
{
    /// <summary>The open room.</summary>
    public const string Room = "attacked";

    private readonly DataFolder _data = new();
    private ServerProcess? _process;
    private int _people;

    internal ServerProcess Process => _process!;

    internal Uri Address => _process!.Address;

    internal string DataDirectory => _data.Path;

    internal Tokens Tokens { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _process = await ServerProcess.StartAsync(new ServerSettings(_data.Path), output: null);
        Tokens = new Tokens(_data.Path);
        using var api = new RoomApi(Address, Room, Tokens.For(Room, "operator", Role.Operator));
        await api.OpenAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _process!.DisposeAsync();

    /// <summary>Deletes the data; after the process has ended.</summary>
    public void Dispose() => _data.Dispose();

    /// <summary>A token of somebody who has not been here before, whose rate limits are full.</summary>
    internal string NewViewer() => Tokens.For(Room, $"viewer-{Interlocked.Increment(ref _people)}");

    /// <summary>The server is ready, and somebody new can say something.</summary>
    internal async Task ShouldBeHealthyAsync()
    {
        (await Process.HealthAsync("live")).ShouldBe(HttpStatusCode.OK, string.Join('\n', Process.Log));
        (await Process.HealthAsync("ready")).ShouldBe(HttpStatusCode.OK, string.Join('\n', Process.Log));
        await using var speaker = await Hub.JoinAsync(Address, NewViewer(), Room, WireProtocol.MessagePack);
        var reply = await speaker.SendAsync(HubMethods.Chat, new ChatCall("1", "still here"));
        reply.Ok.ShouldBeTrue(reply.ToString());
    }
}

/// <summary>The tests that share a <see cref="LiveServer"/>.</summary>
[CollectionDefinition(Name)]
public sealed class LiveServerTests : ICollectionFixture<LiveServer>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "live server";
}
