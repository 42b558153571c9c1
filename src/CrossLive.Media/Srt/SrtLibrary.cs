using System.Runtime.InteropServices;

namespace CrossLive.Media.Srt;

/// <summary>libsrt (Haivision, 1.5), which the machine has or has not: nothing of it is shipped.</summary>
internal static partial class SrtLibrary
{
    /// <summary>What to install where it is not there.</summary>
    public const string Package = "libsrt1.5-openssl";

    /// <summary>Returned for "no" by most calls.</summary>
    public const int Error = -1;

    /// <summary>Events of a socket.</summary>
    public const int Readable = 1, Broken = 8;

    /// <summary>Options; their numbers are the header's.</summary>
    public const int ReceiveBlocking = 2, ReceiveBuffer = 6, ReceiveLatency = 43, Passphrase = 26, StreamId = 46, PeerIdleTimeout = 55, Ipv6Only = 54, EnforcedEncryption = 53;

    /// <summary>Bytes of the longest message in live mode, and some.</summary>
    public const int MaxMessageBytes = 2_048;

    private const string Name = "libsrt";

    // Both flavours of Debian's, and what an own build is called.
    private static readonly string[] Names = ["libsrt.so.1.5", "libsrt-gnutls.so.1.5", "libsrt.so.1", "libsrt"];

    static SrtLibrary() => NativeLibrary.SetDllImportResolver(typeof(SrtLibrary).Assembly, (name, assembly, path) =>
    {
        if (string.Equals(name, Name, StringComparison.Ordinal))
        {
            foreach (var candidate in Names)
            {
                if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle))
                {
                    return handle;
                }
            }
        }

        return 0;
    });

    /// <summary>What the last call that failed says of it.</summary>
    public static string LastError => Marshal.PtrToStringUTF8(LastErrorText()) ?? "unknown error";

    [LibraryImport(Name, EntryPoint = "srt_startup")]
    public static partial int Startup();

    [LibraryImport(Name, EntryPoint = "srt_create_socket")]
    public static partial int CreateSocket();

    [LibraryImport(Name, EntryPoint = "srt_bind")]
    public static partial int Bind(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport(Name, EntryPoint = "srt_listen")]
    public static partial int Listen(int socket, int backlog);

    [LibraryImport(Name, EntryPoint = "srt_accept")]
    public static partial int Accept(int socket, Span<byte> address, ref int length);

    [LibraryImport(Name, EntryPoint = "srt_close")]
    public static partial int Close(int socket);

    [LibraryImport(Name, EntryPoint = "srt_setsockflag")]
    public static partial int SetOption(int socket, int option, ReadOnlySpan<byte> value, int length);

    [LibraryImport(Name, EntryPoint = "srt_getsockflag")]
    public static partial int GetOption(int socket, int option, Span<byte> value, ref int length);

    [LibraryImport(Name, EntryPoint = "srt_recvmsg")]
    public static partial int Receive(int socket, Span<byte> buffer, int length);

    [LibraryImport(Name, EntryPoint = "srt_epoll_create")]
    public static partial int CreatePoll();

    [LibraryImport(Name, EntryPoint = "srt_epoll_add_usock")]
    public static partial int AddToPoll(int poll, int socket, in int events);

    [LibraryImport(Name, EntryPoint = "srt_epoll_uwait")]
    public static partial int Wait(int poll, Span<PollEvent> events, int count, long timeoutMs);

    [LibraryImport(Name, EntryPoint = "srt_epoll_release")]
    public static partial int ReleasePoll(int poll);

    [LibraryImport(Name, EntryPoint = "srt_setloglevel")]
    public static partial void SetLogLevel(int level);

    [LibraryImport(Name, EntryPoint = "srt_getlasterror")]
    public static partial int LastErrorNumber(nint systemError);

    [LibraryImport(Name, EntryPoint = "srt_getlasterror_str")]
    private static partial nint LastErrorText();

    /// <summary>A socket and what happened to it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEvent
    {
        public int Socket;
        public int Events;
    }
}
