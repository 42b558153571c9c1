using System.Collections.Concurrent;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.Protocol;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.Claims.Sockets;

/// <summary>The operator of sales: a connection of its own, a call at a time.</summary>
internal sealed class SaleCounter : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<ClaimAnswer>> _calls = new();
    private ClaimSocket? _socket;
    private long _last;

    private SaleCounter()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<SaleCounter> ConnectAsync(SwarmServer server, string target, ClaimWire wire, CancellationToken cancellationToken)
    {
        var counter = new SaleCounter();
        counter._socket = await ClaimSocket.ConnectAsync(server, target, -1, wire, counter.Take, counter.Fail, cancellationToken);
        return counter;
    }

    /// <summary>Plans a sale and has it open in a while.</summary>
    /// <exception cref="SetupException">The server refuses it.</exception>
    public async Task OpenAsync(string sale, long stock, TimeSpan opensIn, long limitPerBuyer, long payWithinMs, CancellationToken cancellationToken)
    {
        await RequireAsync(HubMethods.SaleSchedule, PlanOf(sale, stock, opensIn, limitPerBuyer, payWithinMs), cancellationToken);
        await RequireAsync(HubMethods.SaleArm, new { k = "arm-" + sale, id = sale }, cancellationToken);
    }

    /// <summary>The same where an earlier try may have got through, wholly or in part: one that was planned for a time that has passed is moved.</summary>
    /// <exception cref="SetupException">The server refuses it.</exception>
    public async Task PlanAgainAsync(string sale, long stock, TimeSpan opensIn, long limitPerBuyer, long payWithinMs, CancellationToken cancellationToken)
    {
        var planned = await CallAsync(HubMethods.SaleSchedule, PlanOf(sale, stock, opensIn, limitPerBuyer, payWithinMs), cancellationToken);
        if (!planned.IsOk && planned.Code != Rejection.SaleExists)
        {
            throw new SetupException($"{sale} could not be planned: {planned.Code}");
        }

        var armed = await CallAsync(HubMethods.SaleArm, new { k = "arm-" + sale, id = sale }, cancellationToken);
        if (!armed.IsOk)
        {
            await RequireAsync(HubMethods.SaleMove, new { k = "move-" + sale, id = sale, opens = (DateTimeOffset.UtcNow + opensIn).ToUnixTimeMilliseconds() }, cancellationToken);
            await RequireAsync(HubMethods.SaleArm, new { k = "arm-" + sale, id = sale }, cancellationToken);
        }
    }

    /// <summary>Ends a sale.</summary>
    public Task CloseAsync(string sale, CancellationToken cancellationToken) => RequireAsync(HubMethods.SaleClose, new { k = "close-" + sale, id = sale }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static object PlanOf(string sale, long stock, TimeSpan opensIn, long limitPerBuyer, long payWithinMs) => new
    {
        k = "plan-" + sale,
        id = sale,
        title = "A sale of the load tests",
        product = "sku-1",
        prices = new[] { new { c = HubClaimWire.Currency, v = SaleTerms.PriceMinorUnits } },
        stock,
        opens = (DateTimeOffset.UtcNow + opensIn).ToUnixTimeMilliseconds(),
        limit = limitPerBuyer,
        pay = payWithinMs,
        window = 0,
        floor = 0,
        tie = 1,
    };

    private async Task RequireAsync(string method, object argument, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(method, argument, cancellationToken);
        if (!answer.IsOk)
        {
            throw new SetupException($"{method} was refused: {answer.Code}");
        }
    }

    private async Task<ClaimAnswer> CallAsync(string method, object argument, CancellationToken cancellationToken)
    {
        var id = ++_last;
        var call = _calls[id] = new TaskCompletionSource<ClaimAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket!.Send(HubClaimWire.Call(id, method, argument));
        return await call.Task.WaitAsync(Patience, cancellationToken);
    }

    private void Take(ClaimSocket socket, ClaimAnswer answer)
    {
        if (_calls.TryRemove(answer.Id, out var call))
        {
            call.TrySetResult(answer);
        }
    }

    private void Fail(ClaimSocket socket, string why)
    {
        foreach (var call in _calls.Values)
        {
            call.TrySetException(new IOException(why));
        }
    }
}
