using System.Buffers.Binary;
using System.ComponentModel;
using System.Net;
using System.Runtime.InteropServices;

namespace CrossLive.LoadTests.Swarm.Native;

/// <summary>Non-blocking TCP by file descriptor. IPv4.</summary>
internal static unsafe class TcpSocket
{
    /// <summary>Result of a read or write that would have to wait.</summary>
    public const int WouldBlock = -1;

    /// <summary>Result of a read or write on a connection that is broken.</summary>
    public const int Broken = -2;

    private const int InterNet = 2;
    private const int Stream = 1 | 0x800 | 0x80000;
    private const int SocketLevel = 1;
    private const int OptionError = 4;
    private const int OptionReceiveBuffer = 8;
    private const int OptionLinger = 13;
    private const int TcpLevel = 6;
    private const int OptionNoDelay = 1;
    private const int OptionMaxSegment = 2;
    private const int EthernetSegment = 1_460;
    private const int NoSignal = 0x4000;

    /// <summary>Begins to connect; the descriptor is writable once that is decided, see <see cref="ConnectError"/>.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="hasSmallBuffers">
    /// True for the smallest receive buffer, and segments as on the internet: loopback's of 64 KB make the kernel's send buffer at the other end
    /// 2.6 MB long, and a client that reads nothing would go unnoticed for minutes.
    /// </param>
    public static int BeginConnect(IPEndPoint server, bool hasSmallBuffers)
    {
        var fd = Libc.Socket(InterNet, Stream, 0);
        if (fd < 0)
        {
            throw new Win32Exception();
        }

        SetOption(fd, TcpLevel, OptionNoDelay, 1);
        if (hasSmallBuffers)
        {
            SetOption(fd, SocketLevel, OptionReceiveBuffer, 1);
            SetOption(fd, TcpLevel, OptionMaxSegment, EthernetSegment);
        }

        var address = stackalloc byte[16];
        new Span<byte>(address, 16).Clear();
        MemoryMarshal.Write(new Span<byte>(address, 2), (ushort)InterNet);
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(address + 2, 2), (ushort)server.Port);
        server.Address.TryWriteBytes(new Span<byte>(address + 4, 4), out _);

        // Where it fails at once, the first write says so: one way to hear of it is enough.
        _ = Libc.Connect(fd, address, 16);
        return fd;
    }

    /// <summary>How connecting ended: 0, or the system's error number.</summary>
    public static int ConnectError(int fd)
    {
        int error = 0, length = sizeof(int);
        return Libc.GetSocketOption(fd, SocketLevel, OptionError, &error, &length) == 0 ? error : Marshal.GetLastPInvokeError();
    }

    /// <summary>Bytes read; 0 at the end of the stream; <see cref="WouldBlock"/>; <see cref="Broken"/>.</summary>
    public static int Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return ResultOf(Libc.Receive(fd, start, buffer.Length, 0));
        }
    }

    /// <summary>Bytes taken; <see cref="WouldBlock"/>; <see cref="Broken"/>.</summary>
    public static int Send(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return ResultOf(Libc.Send(fd, start, bytes.Length, NoSignal));
        }
    }

    /// <summary>Closes as a lost connection would: with a reset, so that thousands leave no ports waiting.</summary>
    public static void Abort(int fd)
    {
        var linger = stackalloc int[] { 1, 0 };
        _ = Libc.SetSocketOption(fd, SocketLevel, OptionLinger, linger, 2 * sizeof(int));
        _ = Libc.Close(fd);
    }

    private static int ResultOf(nint result) =>
        result >= 0 ? (int)result : Marshal.GetLastPInvokeError() is Libc.TryAgain or Libc.Interrupted ? WouldBlock : Broken;

    private static void SetOption(int fd, int level, int option, int value) => _ = Libc.SetSocketOption(fd, level, option, &value, sizeof(int));
}
