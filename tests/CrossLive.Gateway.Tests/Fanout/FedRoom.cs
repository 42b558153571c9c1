using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Grains;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace CrossLive.Gateway.Tests.Fanout;

/// <summary>A feed on a scripted room, in virtual time.</summary>
internal sealed class FedRoom : IRooms, IAsyncDisposable
{
    private readonly SendLoops _loops;

    public FedRoom(ScriptedRoom room, GatewayOptions? options = null, int tickMs = 0)
    {
        Room = room;
        Options = options ?? new GatewayOptions();

        // Virtual time stands still: nothing waits for a tick unless a test is about it.
        Options.TickMs = tickMs;
        _loops = new SendLoops(Microsoft.Extensions.Options.Options.Create(Options), Time);
        Feed = new RoomFeed("room-1", this, _loops, Options, Time, NullLogger.Instance);
    }

    public ScriptedRoom Room { get; }

    public GatewayOptions Options { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    public RoomFeed Feed { get; }

    public bool IsReferenceDeleted { get; private set; }

    /// <summary>A feed that shows events 1 to <paramref name="events"/>.</summary>
    public static async Task<FedRoom> StartedAsync(int events, GatewayOptions? options = null)
    {
        var room = new ScriptedRoom();
        room.Has(RoomHistory.Events(events));
        var fed = new FedRoom(room, options);
        (await fed.Feed.ReadyAsync(CancellationToken.None).WaitAsync(Eventually.Patience)).ShouldBeNull();
        return fed;
    }

    /// <summary>A viewer that joins and is sent what it lacks.</summary>
    public (ViewerSession Session, JoinReply Reply) Join(HeldConnection connection, Position? known = null, DateTimeOffset? expiresAt = null)
    {
        var session = new ViewerSession(Feed, connection, new Person(PlatformId.Web, "v1", "Vera"), expiresAt, Time, NullLogger.Instance);
        var reply = Feed.Join(session, known, 0);
        session.Signal();
        return (session, reply);
    }

    public IRoomSource Follow(RoomFeed feed)
    {
        var dependencies = new GrainRoomSource.Dependencies([], "gateway-1", observer => observer, _ => IsReferenceDeleted = true);
        // No test here calls about a sale: there is nothing to ask for one.
        var sales = new GrainSaleInbox("room", null!, _ => false, Options, Time, new Random(1));
        return new GrainRoomSource(feed, Room, dependencies, new GrainRoomInbox(Room, sales, [], Options, Time, new Random(1)), Options, Time, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await Feed.DisposeAsync();
        _loops.Dispose();
    }
}
