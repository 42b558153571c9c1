using System.Collections.Concurrent;
using System.Reflection;
using CrossLive.FlashSales;
using CrossLive.Media.Reception;
using CrossLive.Platforms;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Tests.Ingress;

/// <summary>A platform's adapter that answers what the test says, and remembers what came.</summary>
internal sealed class ScriptedAdapter : IPlatformAdapterGrain
{
    private readonly HashSet<CommandKey> _seen = [];
    private readonly Lock _lock = new();

    public PlatformConnection? Connection { get; set; }

    public Func<RoomCommand, CommandAnswer>? Answer { get; set; }

    public Exception? Failure { get; set; }

    public TaskCompletionSource? Hold { get; set; }

    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<RoomCommand> Delivered { get; } = [];

    public ConcurrentQueue<(string Code, int Count)> Refusals { get; } = [];

    public string? Revocation { get; private set; }

    public int LookUps { get; private set; }

    public Task ConnectAsync(PlatformConnection connection)
    {
        Connection = connection;
        return Task.CompletedTask;
    }

    public Task DisconnectAsync()
    {
        Connection = Connection is null ? null : new PlatformConnection(Connection.Platform, [], new Dictionary<string, string>(), IsEnded: true);
        return Task.CompletedTask;
    }

    public Task<PlatformConnection?> GetConnectionAsync()
    {
        LookUps++;
        return Failure is null ? Task.FromResult(Connection) : Task.FromException<PlatformConnection?>(Failure);
    }

    public async Task<IReadOnlyList<CommandAnswer>> DeliverAsync(IReadOnlyList<RoomCommand> commands)
    {
        Reached.TrySetResult();
        if (Hold is not null)
        {
            await Hold.Task;
        }

        if (Failure is not null)
        {
            throw Failure;
        }

        lock (_lock)
        {
            return commands.Select(AnswerTo).ToArray();
        }
    }

    public Task NoteRefusalAsync(string code, int count)
    {
        Refusals.Enqueue((code, count));
        return Task.CompletedTask;
    }

    public Task NoteRevocationAsync(string reason)
    {
        Revocation = reason;
        return Task.CompletedTask;
    }

    public Task<PlatformHealth> GetHealthAsync() => Task.FromResult(new PlatformHealth(
        "tiktok", Connection is null ? PlatformState.Disconnected : PlatformState.Waiting, null, Delivered.Count, 0, 0, Refusals.Count, null, null, null, "cursor-7"));

    public Task FollowSaleAsync(SaleView view) => Task.CompletedTask;

    public Task<PlatformCountdowns> GetCountdownsAsync() => Task.FromResult(new PlatformCountdowns("tiktok", false, default, null, []));

    public Task NoteVideoDelayAsync(long delayMs) => Task.CompletedTask;

    public Task<ReceptionAnswer> ReadReceptionAsync(byte[] keyDigest) => throw new NotSupportedException();

    private CommandAnswer AnswerTo(RoomCommand command)
    {
        if (Answer?.Invoke(command) is { } scripted)
        {
            return scripted;
        }

        var isNew = _seen.Add(command.Key!.Value);
        if (isNew)
        {
            Delivered.Add(command);
        }

        return new CommandAnswer(isNew ? CommandOutcome.Accepted : CommandOutcome.Repeated, new Position(1, Delivered.Count));
    }
}

/// <summary>Hands out one scripted adapter for each key.</summary>
public class ScriptedGrains : DispatchProxy
{
    private readonly ConcurrentDictionary<string, ScriptedAdapter> _adapters = new(StringComparer.Ordinal);

    internal ScriptedAdapter this[string room, string platform] => _adapters.GetOrAdd(PlatformAdapterKey.For(room, platform), _ => new ScriptedAdapter());

    internal int Count => _adapters.Count;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.ReturnType == typeof(IPlatformAdapterGrain) && args![0] is string key
            ? _adapters.GetOrAdd(key, _ => new ScriptedAdapter())
            : throw new NotSupportedException(targetMethod.ToString());
}
