using System.Net;
using System.Net.Sockets;

namespace CrossLive.LoadTests.Compare.Processes;

/// <summary>Ports nobody listens on, from below the range that the system takes for outgoing connections: thousands of those are about to be made.</summary>
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
#pragma warning disable CA5394 // Any port does.
            var port = Random.Shared.Next(First, AfterLast);
#pragma warning restore CA5394
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

        throw new SetupException($"No free port found in {MaxTries} tries.");
    }
}
