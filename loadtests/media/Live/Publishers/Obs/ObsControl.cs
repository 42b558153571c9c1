using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Media.Live.Publishers.Obs;

/// <summary>Tells a running OBS what to do and asks how it does, as remote controls do: obs-websocket 5, which OBS 28 and newer bring along. One request at a time.</summary>
internal sealed class ObsControl : IDisposable
{
    private const int Hello = 0, Identify = 1, Identified = 2, Request = 6, Response = 7, MaxMessageBytes = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[MaxMessageBytes];
    private int _requests;

    /// <summary>Connects. Null: OBS does not listen yet.</summary>
    public static async Task<ObsControl?> TryConnectAsync(int port, CancellationToken cancellationToken)
    {
        var control = new ObsControl();
        try
        {
            await control._socket.ConnectAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{port}")), cancellationToken);
            await control.ReceiveAsync(Hello, cancellationToken);
            await control.SendAsync(new { op = Identify, d = new { rpcVersion = 1, eventSubscriptions = 0 } }, cancellationToken);
            await control.ReceiveAsync(Identified, cancellationToken);
            return control;
        }
        catch (WebSocketException)
        {
            control.Dispose();
            return null;
        }
        catch
        {
            control.Dispose();
            throw;
        }
    }

    /// <summary>Asks, and gives the answer's data.</summary>
    /// <exception cref="SetupException">OBS says no, or nothing.</exception>
    public async Task<JsonElement> AskAsync(string request, CancellationToken cancellationToken)
    {
        await SendAsync(new { op = Request, d = new { requestType = request, requestId = (++_requests).ToString(CultureInfo.InvariantCulture) } }, cancellationToken);
        var answer = await ReceiveAsync(Response, cancellationToken);
        return answer.GetProperty("requestStatus").GetProperty("result").GetBoolean()
            ? answer.TryGetProperty("responseData", out var data) ? data : default
            : throw new SetupException($"OBS does not do {request}: {answer}");
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task SendAsync(object message, CancellationToken cancellationToken) =>
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private async Task<JsonElement> ReceiveAsync(int kind, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var bytes = 0;
            while (true)
            {
                var part = await _socket.ReceiveAsync(_buffer.AsMemory(bytes), limit.Token);
                bytes += part.Count;
                if (part.MessageType == WebSocketMessageType.Close || bytes == _buffer.Length)
                {
                    throw new SetupException($"OBS' control ended: {_socket.CloseStatusDescription}");
                }

                if (part.EndOfMessage)
                {
                    using var message = JsonDocument.Parse(_buffer.AsMemory(0, bytes));
                    return message.RootElement.GetProperty("op").GetInt32() == kind
                        ? message.RootElement.GetProperty("d").Clone()
                        : throw new SetupException($"OBS says something else than expected: {message.RootElement}");
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SetupException($"OBS has not answered within {Patience.TotalSeconds:0} s.");
        }
    }
}
