using System.Globalization;
using CrossLive.Protocol;

namespace CrossLive.Server.Tests.Load;

/// <summary>Several senders and viewers in one room, half of them by JSON, half by MessagePack, and a platform. They go on through every crash.</summary>
internal sealed class LoadDriver : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopSending = new();
    private readonly CancellationTokenSource _stopWatching = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly PlatformSender _platform;
    private readonly Task _senders;
    private readonly Task _viewers;

    /// <summary>Begins.</summary>
    /// <param name="room">An open room.</param>
    /// <param name="servers">Sender and viewer number n begin at server n modulo their number.</param>
    /// <param name="tokens">Makes everybody's token.</param>
    /// <param name="secret">What the platform signs with; it is connected with it.</param>
    /// <param name="senders">How many send.</param>
    /// <param name="viewers">How many watch.</param>
    /// <param name="random">For what each does.</param>
    public LoadDriver(string room, IReadOnlyList<Uri> servers, Tokens tokens, string secret, int senders, int viewers, Random random)
    {
        Viewers = [.. Enumerable.Range(0, viewers).Select(number => new Viewer(room, tokens.For(room, Name("viewer", number)), Rotated(servers, number), ProtocolOf(number)))];
        _platform = new PlatformSender("/bridge/1", room, secret, servers, Acknowledged);
        var people = Enumerable.Range(0, senders).Select(number => new HubSender(
            Name("sender", number), room, tokens.For(room, Name("sender", number)), Rotated(servers, number), ProtocolOf(number), new Random(random.Next()), Acknowledged));
        _senders = Task.WhenAll([_platform.RunAsync(_stopSending.Token, _abandon.Token), .. people.Select(sender => sender.RunAsync(_stopSending.Token, _abandon.Token))]);
        _viewers = Task.WhenAll(Viewers.Select(viewer => viewer.RunAsync(_stopWatching.Token)));
    }

    /// <summary>What the senders were told.</summary>
    public Acknowledgements Acknowledged { get; } = new();

    /// <summary>Those who watch.</summary>
    public IReadOnlyList<Viewer> Viewers { get; }

    /// <summary>Sends nothing new and waits until everything sent is answered.</summary>
    public async Task FinishSendingAsync()
    {
        await _stopSending.CancelAsync();
        await _senders.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Ends at once, answered or not.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopSending.CancelAsync();
        await _abandon.CancelAsync();
        await _stopWatching.CancelAsync();
        await Task.WhenAll(_senders, _viewers).WaitAsync(TimeSpan.FromMinutes(1));
        _platform.Dispose();
        _stopSending.Dispose();
        _stopWatching.Dispose();
        _abandon.Dispose();
    }

    private static string Name(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what}-{number}");

    private static WireProtocol ProtocolOf(int number) => (number / 2) % 2 == 0 ? WireProtocol.Json : WireProtocol.MessagePack;

    private static List<Uri> Rotated(IReadOnlyList<Uri> servers, int by) => [.. Enumerable.Range(0, servers.Count).Select(i => servers[(i + by) % servers.Count])];
}
