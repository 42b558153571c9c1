using System.Runtime.InteropServices;

namespace CrossLive.Server.Tests.Media;

/// <summary>A test in which ffmpeg publishes over SRT, to a server with libsrt; infra/test installs both.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SrtIngestFactAttribute : FactAttribute
{
    public SrtIngestFactAttribute()
    {
        if (new FfmpegFactAttribute().Skip is { } missing)
        {
            Skip = missing;
        }
        else if (NativeLibrary.TryLoad("libsrt.so.1.5", out var handle))
        {
            NativeLibrary.Free(handle);
        }
        else
        {
            Skip = "Needs libsrt (Debian: apt-get install libsrt1.5-openssl).";
        }
    }
}
