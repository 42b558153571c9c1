using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrossLive.PlatformSimulators.Chats;

/// <summary>
/// The side of a platform that takes messages, on a free port of this machine: checks who sends, fails on demand, shows what it took after a delay of its own, and
/// then brings it back as the platform does.
/// </summary>
public abstract class SimulatedChat : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ShownMessage> _shown = [];
    private readonly List<ChatCall> _calls = [];
    private readonly Queue<IResult> _answers = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _app;
    private int _requests;

    /// <summary>Prepares one at an address.</summary>
    protected SimulatedChat(string path, int port, TimeProvider time)
    {
        Time = time;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Use(next => context =>
        {
            lock (_lock)
            {
                _calls.Add(new ChatCall(context.Request.Method, context.Connection.Id, context.Request.Headers.Authorization.Count > 0));
            }

            return next(context);
        });
        _app.MapPost(path, async (HttpRequest request) =>
        {
            Interlocked.Increment(ref _requests);
            IResult? scripted;
            lock (_lock)
            {
                _answers.TryDequeue(out scripted);
            }

            if (scripted is WithRetryAfter limited)
            {
                request.HttpContext.Response.Headers.RetryAfter = limited.Seconds;
            }

            return scripted is null ? await TakeAsync(request) : scripted;
        });
    }

    /// <summary>From being taken to being read, in ms.</summary>
    public int DelayMs { get; set; }

    /// <summary>How many messages came, those that were refused included.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Every request that came, in order: those that are no messages, too.</summary>
    public IReadOnlyList<ChatCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>What could be read, in order.</summary>
    public IReadOnlyList<ShownMessage> Shown
    {
        get
        {
            lock (_lock)
            {
                return [.. _shown];
            }
        }
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress => new(_app.Urls.Single() + "/");

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; }

    /// <summary>Starts to listen.</summary>
    public Task StartAsync() => _app.StartAsync();

    /// <summary>Answers the next message with this instead of taking it.</summary>
    public void AnswerNext(IResult answer)
    {
        lock (_lock)
        {
            _answers.Enqueue(answer);
        }
    }

    /// <summary>Answers the next message 429.</summary>
    public void LimitNext(string retryAfterSeconds) => AnswerNext(new WithRetryAfter(retryAfterSeconds));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Looks at a message and takes it or not.</summary>
    protected abstract Task<IResult> TakeAsync(HttpRequest request);

    /// <summary>Brings a message back to where it came from, once it is shown.</summary>
    protected abstract Task ReturnAsync(ShownMessage message, CancellationToken cancellationToken);

    /// <summary>Shows a message after the delay, and brings it back.</summary>
    protected async void ShowLater(string id, string text)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(DelayMs), Time, _stopping.Token);
            var message = new ShownMessage(id, text, Time.GetUtcNow().ToUnixTimeMilliseconds());
            lock (_lock)
            {
                _shown.Add(message);
            }

            await ReturnAsync(message, _stopping.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException)
        {
            // The play is over, or the server is away: a platform loses it, too.
        }
    }

    private sealed class WithRetryAfter(string seconds) : IResult
    {
        public string Seconds { get; } = seconds;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Task.CompletedTask;
        }
    }
}
