using Azure;

namespace CrossLive.Storage.AzureTables;

/// <summary>Azure Tables did not do it, after every try; before the log or the document store puts it into its own words.</summary>
internal sealed class TableFailure(string message, bool mayBeWritten, Exception inner) : Exception(message, inner)
{
    private const int NoAnswer = 0;
    private const int Throttled = 429;
    private const int ServerBusy = 503;

    /// <summary>True where a request was cut or not answered, so that it may have been carried out.</summary>
    public bool MayBeWritten { get; } = mayBeWritten;

    /// <summary>True where the same request may succeed later.</summary>
    public static bool IsTransient(Exception e, CancellationToken cancellationToken) => e switch
    {
        RequestFailedException failure => failure.Status is NoAnswer or 408 or Throttled or 500 or 502 or ServerBusy or 504,
        IOException or HttpRequestException => true,

        // The client's own timeout: the caller has not given up.
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    /// <summary>True where it is certain that nothing was done: the service turned the request away.</summary>
    public static bool IsRefusal(Exception e) => e is RequestFailedException { Status: Throttled or ServerBusy };

    /// <summary>What to do about a failure that no further try helps.</summary>
    public static string Explain(RequestFailedException e) => e.Status switch
    {
        401 or 403 => $"Azure Tables refuse us ({e.Status} {e.ErrorCode}): look at the connection string, the signature's rights and expiry, or the identity's role (Storage Table Data Contributor).",
        _ => $"Azure Tables answer {e.Status} {e.ErrorCode}: {FirstLine(e.Message)}",
    };

    /// <summary>The first line of a message; the SDK's go on with headers and content.</summary>
    public static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd('\r');
}
