using System.Collections.Concurrent;
using CrossLive.Fanout.Tests.Transport;
using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Transport;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Fanout;

/// <summary>Where the system has one core or no batches there is no crew, and nothing to be held here: these tests return.</summary>
public sealed class SendCrewTests
{
    private const int Viewers = SendCrew.LeastViewers + 37;

    [Fact]
    public async Task A_room_at_rest_is_sent_by_several_threads_and_each_viewer_gets_each_event_once_and_in_order()
    {
        const int Events = 150;
        if (!HasCrew())
        {
            return;
        }

        await using var fed = await FedRoom.StartedAsync(10);
        var meeting = new Meeting();
        var viewers = await JoinAsync(fed, meeting.Note);
        for (var sequence = 11; sequence < 11 + Events; sequence++)
        {
            fed.Time.Advance(TimeSpan.FromSeconds(1));
            meeting.Begin();
            fed.Room.Append(RoomHistory.Event(1, sequence));
            await Eventually.HoldsAsync(() => Array.TrueForAll(viewers, viewer => viewer.Sequences.LastOrDefault() == sequence), $"event {sequence}");
            meeting.HasTakenPlace.ShouldBeTrue();
        }

        viewers.ShouldAllBe(viewer => viewer.Sequences.SequenceEqual(Enumerable.Range(11, Events).Select(i => (long)i)));
        await LeaveAsync(viewers, frames: Events);
    }

    [Fact]
    public async Task A_room_that_is_not_at_rest_is_sent_by_its_loop_alone()
    {
        if (!HasCrew())
        {
            return;
        }

        await using var fed = await FedRoom.StartedAsync(10);
        var threads = new ConcurrentDictionary<int, int>();
        var viewers = await JoinAsync(fed, () => threads.TryAdd(Environment.CurrentManagedThreadId, 0));
        fed.Time.Advance(TimeSpan.FromSeconds(1));
        fed.Room.Append(RoomHistory.Event(1, 11));
        await Eventually.HoldsAsync(() => Array.TrueForAll(viewers, viewer => viewer.Sequences.LastOrDefault() == 11), "the first event");

        // Virtual time stands still: no rest.
        threads.Clear();
        for (var sequence = 12; sequence < 60; sequence++)
        {
            fed.Room.Append(RoomHistory.Event(1, sequence));
            await Eventually.HoldsAsync(() => Array.TrueForAll(viewers, viewer => viewer.Sequences.LastOrDefault() == sequence), $"event {sequence}");
        }

        threads.Count.ShouldBe(1);
        await LeaveAsync(viewers, frames: 49);
    }

    [Fact]
    public async Task A_viewer_that_no_batch_takes_gets_the_event_of_a_room_at_rest_all_the_same()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var held = Enumerable.Range(0, 5).Select(_ => new HeldConnection()).ToArray();
        Array.ForEach(held, connection => fed.Join(connection));
        var viewers = await JoinAsync(fed, () => { });

        fed.Time.Advance(TimeSpan.FromSeconds(1));
        fed.Room.Append(RoomHistory.Event(1, 11));

        await Eventually.HoldsAsync(() => Array.TrueForAll(held, connection => connection.Sequences.SequenceEqual([11])), "the event");
        await LeaveAsync(viewers, frames: 1);
    }

    private static bool HasCrew()
    {
        using var crew = SendCrew.TryCreate();
        return crew is not null;
    }

    private static async Task<SocketViewer[]> JoinAsync(FedRoom fed, Action note)
    {
        List<SocketViewer> viewers = [];
        for (var i = 0; i < Viewers; i++)
        {
            var viewer = new SocketViewer(await TcpPair.ConnectAsync(), note);
            var session = new ViewerSession(fed.Feed, viewer, new Person(PlatformId.Web, $"v{i}", "Vera"), null, fed.Time, NullLogger.Instance);
            fed.Feed.Join(session, null, 0);
            viewers.Add(viewer);
        }

        return [.. viewers];
    }

    // Each client has read as many frames as its server's side says that it sent.
    private static async Task LeaveAsync(SocketViewer[] viewers, int frames)
    {
        foreach (var viewer in viewers)
        {
            (await viewer.Pair.ReadAsync(frames)).ShouldBe(Enumerable.Repeat(SocketViewer.Frame, frames));
            viewer.Pair.Client.Available.ShouldBe(0);
            viewer.Pair.Dispose();
        }
    }

    /// <summary>Holds the first thread that sends until another one has come.</summary>
    private sealed class Meeting
    {
        private readonly ConcurrentDictionary<int, int> _threads = new();
        private TaskCompletionSource _both = new();
        private volatile bool _isMissed;

        public bool HasTakenPlace => !_isMissed;

        public void Begin()
        {
            _threads.Clear();
            _both = new TaskCompletionSource();
        }

        public void Note()
        {
            if (_threads.TryAdd(Environment.CurrentManagedThreadId, 0) && _threads.Count > 1)
            {
                _both.TrySetResult();
            }

            // Once for all viewers: the test fails, and is not to take as long as there are viewers.
            if (!_isMissed && !_both.Task.Wait(Eventually.Patience))
            {
                _isMissed = true;
            }
        }
    }

    /// <summary>A viewer on a real socket; of a frame it is sent one byte.</summary>
    private sealed class SocketViewer(TcpPair pair, Action note) : IViewerConnection
    {
        public const byte Frame = 0x81;

        private static readonly ReadOnlyMemory<byte> Message = new([Frame]);
        private readonly SocketOutput _output = new(pair.Server);

        public TcpPair Pair => pair;

        public ConcurrentQueue<long> Sequences { get; } = [];

        public bool TryAddTo(SendBatch batch, SharedFrame frame, IBatchSender sender)
        {
            note();
            var isAdded = batch.TryAdd(_output, Message, sender);
            if (isAdded)
            {
                Note(frame);
            }

            return isAdded;
        }

        public async ValueTask SendAsync(SharedFrame frame, CancellationToken cancellationToken)
        {
            await _output.WriteAsync(Message);
            Note(frame);
        }

        public Task SendAsync(string method, object message, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Abort()
        {
        }

        private void Note(SharedFrame frame)
        {
            foreach (var e in frame.Frame.Events)
            {
                Sequences.Enqueue(e.Position.Sequence);
            }
        }
    }
}
