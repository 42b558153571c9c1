using System.Collections.Concurrent;

namespace CrossLive.Media.Tests.Ingest;

/// <summary>A room's media grain that answers as the test says and keeps what it was told.</summary>
#pragma warning disable CA1001 // Nothing to let go of: its wait handle is never asked for.
internal sealed class ScriptedSessionGrain : IMediaSessionGrain
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _reported = new(0);

    public ConcurrentQueue<StreamReport> Reports { get; } = new();

    public ConcurrentQueue<StreamEnd> Ends { get; } = new();

    public StreamTurn Turn { get; set; }

    public Exception? Failure { get; set; }

    public async Task ReportedAsync(int count)
    {
        while (Reports.Count < count)
        {
            (await _reported.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe($"{count} reports");
        }
    }

    public Task<StreamTurn> ReportAsync(Guid session, StreamReport report)
    {
        Reports.Enqueue(report);
        _reported.Release();
        return Failure is { } failure ? Task.FromException<StreamTurn>(failure) : Task.FromResult(Turn);
    }

    public Task EndAsync(Guid session, StreamEnd end)
    {
        Ends.Enqueue(end);
        return Task.CompletedTask;
    }

    public Task<StreamTurn> BeginAsync(StreamBegin begin) => throw new NotSupportedException();

    public Task<long> SetKeyAsync(byte[] digest) => throw new NotSupportedException();

    public Task RevokeKeyAsync() => throw new NotSupportedException();

    public int Checks { get; private set; }

    public int FailingChecks { get; set; }

    public Task<long?> CheckKeyAsync(byte[] digest) =>
        ++Checks <= FailingChecks ? Task.FromException<long?>(new TimeoutException("the silo is gone")) : Task.FromResult<long?>(7);

    public Task NoteRefusalAsync(StreamEnd refusal) => throw new NotSupportedException();

    public Task<StreamInspection> InspectAsync() => throw new NotSupportedException();

    public Task<bool> SetDestinationAsync(StreamDestination destination) => throw new NotSupportedException();

    public Task<bool> RemoveDestinationAsync(string id) => throw new NotSupportedException();

    public Task<EgressInspection> InspectEgressAsync() => throw new NotSupportedException();

    public bool? IsRecorded { get; set; }

    public Task SetRecordedAsync(bool? isRecorded) => throw new NotSupportedException();

    public Task<bool?> IsRecordedAsync() => Task.FromResult(IsRecorded);

    public Task<DestinationInspection?> InspectDestinationAsync(string id) => throw new NotSupportedException();

    public Task<EgressPlan> ReportEgressAsync(string process, EgressReport report) => throw new NotSupportedException();

    public Task<bool> ContinueEgressAsync(string former, string process) => throw new NotSupportedException();
}

internal static class WaitedAssertion
{
    public static void ShouldBe(this bool came, string what)
    {
        if (!came)
        {
            throw new Xunit.Sdk.XunitException($"Not within 30 seconds: {what}.");
        }
    }
}
