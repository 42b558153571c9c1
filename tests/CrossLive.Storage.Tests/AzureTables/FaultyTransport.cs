using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CrossLive.Storage.Tests.AzureTables;

/// <summary>What goes wrong with a request.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection is cut before the request arrives.</summary>
    CutBefore,

    /// <summary>The request is carried out, and the connection is cut before its answer arrives.</summary>
    CutAfter,

    /// <summary>The request is carried out, and the answer does not come in time.</summary>
    TimeoutAfter,

    /// <summary>The service is busy.</summary>
    Busy,

    /// <summary>The service throttles.</summary>
    Throttled,

    /// <summary>The service refuses us.</summary>
    Forbidden,
}

/// <summary>The network between us and Azurite, with faults in it.</summary>
/// <param name="faultOf">Decides what happens to a request.</param>
public sealed class FaultyTransport(Func<Request, Fault> faultOf) : HttpPipelineTransport
{
    private static readonly HttpClientTransport Inner = HttpClientTransport.Shared;
    private int _requests;

    /// <summary>How many requests were made.</summary>
    public int Requests => _requests;

    /// <summary>A transport that has each fault in turn for the requests that a condition picks, and none when they are used up.</summary>
    public static FaultyTransport For(Func<Request, bool> isMeant, params Fault[] faults)
    {
        var rest = new Queue<Fault>(faults);
        return new FaultyTransport(request => isMeant(request) && rest.TryDequeue(out var fault) ? fault : Fault.None);
    }

    public override Request CreateRequest() => Inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("The storage is asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        Interlocked.Increment(ref _requests);
        var fault = faultOf(message.Request);
        switch (fault)
        {
            case Fault.CutBefore:
                throw Cut();
            case Fault.Busy:
                message.Response = new Answer(503);
                return;
            case Fault.Throttled:
                message.Response = new Answer(429);
                return;
            case Fault.Forbidden:
                message.Response = new Answer(403);
                return;
        }

        await Inner.ProcessAsync(message);
        switch (fault)
        {
            case Fault.CutAfter:
                throw Cut();
            case Fault.TimeoutAfter:
                throw new TaskCanceledException("The answer did not come in time.");
        }
    }

    private static RequestFailedException Cut() => new("The connection was cut.", new HttpRequestException("cut"));

    /// <summary>An answer without a body.</summary>
    private sealed class Answer(int status) : Response
    {
        public override int Status { get; } = status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; } = new MemoryStream();

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => false;

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = null;
            return false;
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = null;
            return false;
        }
    }
}

/// <summary>The real clock, except that nobody waits: every timer is due at once.</summary>
public sealed class ImpatientTimeProvider : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
}
