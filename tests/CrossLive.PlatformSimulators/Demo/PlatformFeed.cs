using System.Net;
using System.Threading.Channels;

namespace CrossLive.PlatformSimulators.Demo;

/// <summary>
/// One platform's way into the room: actions wait in a bounded queue (the oldest is dropped where the server does not keep up) and are sent in order,
/// again and again under the same ids while the server is away.
/// </summary>
public abstract class PlatformFeed
{
    private const int MaxWaiting = 2_000;
    private const int MaxTogether = 50;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly Channel<ShowAction> _waiting;

    /// <summary>Makes a feed.</summary>
    protected PlatformFeed(string platform)
    {
        Platform = platform;
        Tally = new Tally(platform);
        _waiting = Channel.CreateBounded<ShowAction>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Tally.CountShed());
    }

    /// <summary>The platform's short name.</summary>
    public string Platform { get; }

    /// <summary>What became of it.</summary>
    public Tally Tally { get; }

    /// <summary>Puts an action into the queue.</summary>
    public void Enqueue(ShowAction action) => _waiting.Writer.TryWrite(action);

    /// <summary>Takes nothing more: <see cref="RunAsync"/> ends when what waits has been sent.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Sends until completed, or told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stopping))
            {
                var together = new List<ShowAction>();
                while (together.Count < MaxTogether && _waiting.Reader.TryRead(out var action))
                {
                    together.Add(action);
                }

                await SendAsync(together, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <summary>Sends actions in their order.</summary>
    protected abstract Task SendAsync(IReadOnlyList<ShowAction> actions, CancellationToken stopping);

    /// <summary>Sends one request until it is answered by something that trying again would not change.</summary>
    protected async Task DeliverAsync(Func<Task<HttpResponseMessage>> send, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                using var response = await send();
                if (response.StatusCode != HttpStatusCode.TooManyRequests && (int)response.StatusCode < 500)
                {
                    await Tally.CountAsync(response, stopping);
                    return;
                }

                Tally.CountRetry($"{(int)response.StatusCode}");
            }
            catch (HttpRequestException exception)
            {
                Tally.CountRetry(exception.HttpRequestError.ToString());
            }

            await Task.Delay(RetryDelay, TimeProvider.System, stopping);
        }
    }
}
