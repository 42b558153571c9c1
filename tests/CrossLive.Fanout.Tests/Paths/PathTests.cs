using Microsoft.AspNetCore.Http.Connections;
using Xunit;

namespace CrossLive.Fanout.Tests.Paths;

/// <summary>One server of a kind for all tests of a collection; each has rooms of its own.</summary>
public abstract class SharedHubServer(ServerPath path) : IAsyncLifetime
{
    internal HubServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await HubServer.StartAsync(path);

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>A server whose WebSockets are written to directly.</summary>
[CollectionDefinition(nameof(ServerPath.Direct))]
public sealed class DirectServer() : SharedHubServer(ServerPath.Direct), ICollectionFixture<DirectServer>;

/// <summary>A server whose WebSockets are written to directly, one system call a message.</summary>
[CollectionDefinition(nameof(ServerPath.OneByOne))]
public sealed class OneByOneServer() : SharedHubServer(ServerPath.OneByOne), ICollectionFixture<OneByOneServer>;

/// <summary>A server whose WebSockets are written to directly, and read by Kestrel's own transport.</summary>
[CollectionDefinition(nameof(ServerPath.Pooled))]
public sealed class PooledServer() : SharedHubServer(ServerPath.Pooled), ICollectionFixture<PooledServer>;

/// <summary>A server with SignalR's own transports only.</summary>
[CollectionDefinition(nameof(ServerPath.Standard))]
public sealed class StandardServer() : SharedHubServer(ServerPath.Standard), ICollectionFixture<StandardServer>;

/// <summary>A server that ends TLS itself.</summary>
[CollectionDefinition(nameof(ServerPath.Tls))]
public sealed class TlsServer() : SharedHubServer(ServerPath.Tls), ICollectionFixture<TlsServer>;

[Collection(nameof(ServerPath.Direct))]
public sealed class DirectTests(DirectServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.WebSockets, SkipsNegotiation: false, IsDirect: true));

[Collection(nameof(ServerPath.Direct))]
public sealed class DirectAtOnceTests(DirectServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.WebSockets, SkipsNegotiation: true, IsDirect: true));

[Collection(nameof(ServerPath.OneByOne))]
public sealed class OneByOneTests(OneByOneServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.WebSockets, SkipsNegotiation: false, IsDirect: true));

[Collection(nameof(ServerPath.Pooled))]
public sealed class PooledTests(PooledServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.WebSockets, SkipsNegotiation: false, IsDirect: true));

[Collection(nameof(ServerPath.Direct))]
public sealed class ServerSentEventsTests(DirectServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.ServerSentEvents, SkipsNegotiation: false, IsDirect: false));

[Collection(nameof(ServerPath.Direct))]
public sealed class LongPollingTests(DirectServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.LongPolling, SkipsNegotiation: false, IsDirect: false));

[Collection(nameof(ServerPath.Standard))]
public sealed class StandardTests(StandardServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.WebSockets, SkipsNegotiation: false, IsDirect: false));

[Collection(nameof(ServerPath.Standard))]
public sealed class StandardAtOnceTests(StandardServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.WebSockets, SkipsNegotiation: true, IsDirect: false));

[Collection(nameof(ServerPath.Tls))]
public sealed class TlsTests(TlsServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.WebSockets, SkipsNegotiation: false, IsDirect: false));

[Collection(nameof(ServerPath.Tls))]
public sealed class TlsAtOnceTests(TlsServer shared) : PathSuite(shared.Server, new Way(HttpTransportType.WebSockets, SkipsNegotiation: true, IsDirect: false));
