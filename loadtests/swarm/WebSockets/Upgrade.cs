using System.Text;

namespace CrossLive.LoadTests.Swarm.WebSockets;

/// <summary>The HTTP request that becomes a WebSocket, and its answer.</summary>
public static class Upgrade
{
    /// <summary>Most bytes of an answer's head; a longer one is none of a WebSocket.</summary>
    public const int MaxAnswerBytes = 16 * 1024;

    // RFC 6455's own example: a fixed key lets the floor answer without SHA-1.
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /// <summary>The request.</summary>
    public static byte[] RequestOf(string host, string target) => Encoding.ASCII.GetBytes(
        $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\n\r\n");

    /// <summary>Reads the answer. False where more bytes are needed; <paramref name="problem"/> is null where the connection is a WebSocket now.</summary>
    /// <param name="bytes">What has come so far.</param>
    /// <param name="headBytes">How long the answer was; frames follow.</param>
    /// <param name="problem">The status line, where it was not 101.</param>
    public static bool TryReadAnswer(ReadOnlySpan<byte> bytes, out int headBytes, out string? problem)
    {
        (headBytes, problem) = (0, null);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            problem = bytes.Length > MaxAnswerBytes ? "The answer to the upgrade has no end." : null;
            return problem is not null;
        }

        headBytes = end + 4;
        var head = Encoding.ASCII.GetString(bytes[..end]);
        if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal) || !head.Contains(Accept, StringComparison.Ordinal))
        {
            problem = $"The upgrade was answered '{head.Split('\r')[0]}'.";
        }

        return true;
    }
}
