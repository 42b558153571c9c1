using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// The least round trip that the kernel has seen on a connection (<c>tcpi_min_rtt</c> of <c>TCP_INFO</c>, Linux): the other side's kernel acknowledges,
/// not its program, so a program that delays its own answers does not make it longer. One system call, no allocation.
/// </summary>
internal static class TransportRoundTrip
{
    // linux/tcp.h: the layout grows at its end only, and an older kernel says that it has written less.
    private const int IpProtoTcp = 6;
    private const int TcpInfo = 11;
    private const int MinRttOffset = 148;
    private const int TcpInfoBytes = MinRttOffset + sizeof(uint);

    /// <summary>The figure in µs; null where there is no such socket (SSE, long polling, other servers), or its kernel does not say.</summary>
    public static long? LeastUs(HttpContext? context) => context?.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket ? LeastUs(socket) : null;

    /// <summary>The figure in µs; null where the kernel does not say, or the connection has ended.</summary>
    public static long? LeastUs(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> info = stackalloc byte[TcpInfoBytes];
        try
        {
            // The kernel writes its own byte order; uint.MaxValue = nothing was measured yet.
            return socket.GetRawSocketOption(IpProtoTcp, TcpInfo, info) == TcpInfoBytes
                && (BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(info[MinRttOffset..]) : BinaryPrimitives.ReadUInt32BigEndian(info[MinRttOffset..])) is var us
                && us is > 0 and < uint.MaxValue
                    ? us
                    : null;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
