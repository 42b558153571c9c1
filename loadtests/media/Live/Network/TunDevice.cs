using System.Runtime.InteropServices;
using CrossLive.LoadTests.Compare.Processes;
using Microsoft.Win32.SafeHandles;

namespace CrossLive.LoadTests.Media.Live.Network;

/// <summary>A network interface whose packets this process reads and writes. It is gone when it is disposed. Only root may make one.</summary>
internal sealed class TunDevice : IDisposable
{
    private const int ReadWrite = 2, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const ulong SetInterface = 0x400454CA;
    private const short TunWithoutHeader = 0x1001;
    private const int NameBytes = 16, RequestBytes = 40, MaxPacketBytes = 65_536;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer = new byte[MaxPacketBytes];

    /// <param name="name">15 letters at most.</param>
    /// <exception cref="SetupException">It cannot be made.</exception>
    public TunDevice(string name)
    {
        Descriptor = open("/dev/net/tun", ReadWrite | NonBlocking | CloseOnExec);
        _handle = new SafeFileHandle(Descriptor, ownsHandle: true);
        var request = new byte[RequestBytes];
        System.Text.Encoding.ASCII.GetBytes(name, request);
        MemoryMarshal.Write(request.AsSpan(NameBytes), TunWithoutHeader);
        if (Descriptor < 0 || ioctl(Descriptor, SetInterface, request) != 0)
        {
            _handle.Dispose();
            throw new SetupException($"An interface {name} cannot be made (error {Marshal.GetLastPInvokeError()}): this case needs root and /dev/net/tun.");
        }
    }

    /// <summary>Its descriptor, to wait on.</summary>
    public int Descriptor { get; }

    /// <summary>The next packet that the machine sends into it, or null.</summary>
    public byte[]? Read() => (int)read(Descriptor, _buffer, (nuint)_buffer.Length) is > 0 and var count ? _buffer[..count] : null;

    /// <summary>Gives the machine a packet. One that the kernel does not take is lost.</summary>
    public void Write(byte[] packet) => _ = write(Descriptor, packet, (nuint)packet.Length);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

#pragma warning disable CA2101 // Paths are ASCII.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPStr)] string path, int flags);
#pragma warning restore CA2101

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ioctl(int descriptor, ulong request, byte[] argument);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint read(int descriptor, byte[] buffer, nuint bytes);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint write(int descriptor, byte[] buffer, nuint bytes);
}
