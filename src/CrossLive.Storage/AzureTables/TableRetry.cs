using Azure;
using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.AzureTables;

/// <summary>
/// Tries a request again while Azure Tables throttle, fail or do not answer: at most <see cref="MaxAttempts"/> times, with waits that double from
/// <see cref="FirstDelayMs"/> to <see cref="MaxDelayMs"/>, each shortened at random so that many callers do not come back together.
/// </summary>
internal sealed partial class TableRetry(TimeProvider time, Random random, ILogger logger)
{
    /// <summary>Most tries of one request.</summary>
    public const int MaxAttempts = 7;

    /// <summary>The longest first wait.</summary>
    public const int FirstDelayMs = 100;

    /// <summary>The longest wait.</summary>
    public const int MaxDelayMs = 3_000;

    private readonly Lock _randomLock = new();

    /// <summary>Runs a request.</summary>
    /// <param name="what">Names it in logs and messages.</param>
    /// <param name="request">The request; it is told whether an earlier try may have been carried out.</param>
    /// <param name="cancellationToken">Ends tries and waits.</param>
    /// <exception cref="TableFailure">The last try failed, or one failed in a way that a further one does not help.</exception>
    public async Task<T> RunAsync<T>(string what, Func<bool, Task<T>> request, CancellationToken cancellationToken)
    {
        var mayBeWritten = false;
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await request(mayBeWritten);
            }
            catch (Exception e) when (TableFailure.IsTransient(e, cancellationToken))
            {
                mayBeWritten |= !TableFailure.IsRefusal(e);
                if (attempt == MaxAttempts)
                {
                    throw new TableFailure($"Azure Tables do not answer ({what}, {MaxAttempts} tries): {TableFailure.FirstLine(e.Message)}", mayBeWritten, e);
                }

                LogRetry(logger, what, attempt, TableFailure.FirstLine(e.Message));
            }
            catch (RequestFailedException e)
            {
                throw new TableFailure(TableFailure.Explain(e), mayBeWritten, e);
            }

            await Task.Delay(DelayAfter(attempt), time, cancellationToken);
        }
    }

    private TimeSpan DelayAfter(int attempt)
    {
        var longestMs = Math.Min(MaxDelayMs, FirstDelayMs << (attempt - 1));
        lock (_randomLock)
        {
            return TimeSpan.FromMilliseconds(longestMs * (0.5 + (random.NextDouble() / 2)));
        }
    }
}
