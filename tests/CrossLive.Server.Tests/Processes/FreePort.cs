using System.Net;
using System.Net.Sockets;

namespace CrossLive.Server.Tests.Processes;

/// <summary>
/// Ports nobody listens on. From below the range that the system takes for outgoing connections: a server that is killed and started again on its port
/// would sooner or later find a client's connection there.
/// </summary>
internal static class FreePort
{
    private const int First = 12_000;
    private const int AfterLast = 32_000;
    private const int MaxTries = 1_000;

    /// <summary>One that is free now.</summary>
    public static int Next()
    {
        for (var i = 0; i < MaxTries; i++)
        {
            var port = Random.Shared.Next(First, AfterLast);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }

        throw new InvalidOperationException($"No free port found in {MaxTries} tries.");
    }
}
