using CrossLive.FlashSales;
using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Hubs;

/// <summary>A claim in the fairness window: it is durable, and what it comes to is decided when the window is over. Waited for here, so that nothing else waits.</summary>
internal static class HeldClaim
{
    /// <summary>A draw that is later than this is not waited for: the viewer is told that the claim is held, and looks again.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(SaleLimits.MaxFairWindowMs + 3_000);

    // After the window, the draw has to become durable.
    private const long DrawMs = 30;

    /// <summary>The claim's answer after the draw; the given one where it is not held.</summary>
    public static async Task<CommandAnswer> AwaitDrawAsync(IRoomInbox inbox, Person buyer, ClaimCall claim, CommandAnswer answer, TimeProvider time)
    {
        var startedAt = time.GetTimestamp();
        while (answer.Sale is { Code: null, Claim: > 0, Status: ClaimStatus.Held } held && time.GetElapsedTime(startedAt) < MaxWait)
        {
            await Task.Delay(TimeSpan.FromMilliseconds((answer.RetryAfterMs ?? 0) + DrawMs), time);
            var look = await inbox.SendAsync(new ViewerCommand(buyer, HubMethods.ClaimLook, new ClaimNumberCall(claim.Key, claim.SaleId, held.Claim)));
            if (look.IsDone)
            {
                answer = look;
            }
        }

        return answer;
    }
}
