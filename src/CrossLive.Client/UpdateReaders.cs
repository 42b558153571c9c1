using System.Threading.Channels;
using CrossLive.Rooms;

namespace CrossLive.Client;

/// <summary>
/// Everybody who reads updates, each with a bounded buffer of its own. Called under the client's lock, so that all readers see one order.
/// A full buffer is emptied and gets the view instead: nobody waits for a slow reader.
/// </summary>
internal sealed class UpdateReaders(int bufferUpdates)
{
    private readonly List<Channel<RoomUpdate>> _readers = [];
    private bool _isComplete;

    /// <summary>Adds a reader and shows it the room as it stands, if there is one yet.</summary>
    public Channel<RoomUpdate> Add(RoomViewSnapshot? view)
    {
        var reader = Channel.CreateBounded<RoomUpdate>(new BoundedChannelOptions(bufferUpdates) { SingleWriter = true });
        if (view is not null)
        {
            reader.Writer.TryWrite(new ViewRestarted(ViewRestarted.Subscribed, view));
        }

        if (_isComplete)
        {
            reader.Writer.Complete();
        }
        else
        {
            _readers.Add(reader);
        }

        return reader;
    }

    /// <summary>The reader has gone.</summary>
    public void Remove(Channel<RoomUpdate> reader) => _readers.Remove(reader);

    /// <summary>Tells every reader.</summary>
    /// <param name="update">What happened.</param>
    /// <param name="snapshot">Makes the view with the update already in it.</param>
    public void Publish(RoomUpdate update, Func<RoomViewSnapshot?> snapshot)
    {
        foreach (var reader in _readers)
        {
            if (reader.Writer.TryWrite(update))
            {
                continue;
            }

            while (reader.Reader.TryRead(out _))
            {
                // Dropped: the view that follows holds it.
            }

            reader.Writer.TryWrite(snapshot() is { } view ? new ViewRestarted(ViewRestarted.ReaderLagging, view) : update);
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete()
    {
        _isComplete = true;
        foreach (var reader in _readers)
        {
            reader.Writer.TryComplete();
        }

        _readers.Clear();
    }
}
