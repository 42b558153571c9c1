namespace CrossLive.Server.Tests.Media;

/// <summary>A test in which workers send a stream on to srt-live-transmit; infra/test builds the one and installs the other.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SrtFactAttribute : FactAttribute
{
    public SrtFactAttribute()
    {
        if (WorkerProgram.Path.Length == 0 || !File.Exists("/usr/bin/srt-live-transmit"))
        {
            Skip = "Needs the worker and srt-live-transmit: infra/test --only Server builds and installs them.";
        }
    }
}
