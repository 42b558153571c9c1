namespace CrossLive.Server.Tests.Media;

/// <summary>A test in which workers send a stream on to nginx; infra/test builds the one and installs the other.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WorkerFactAttribute : FactAttribute
{
    public WorkerFactAttribute()
    {
        if (WorkerProgram.Path.Length == 0 || !File.Exists(NginxRtmp.Module))
        {
            Skip = "Needs the worker and nginx's RTMP module: infra/test --only Server builds and installs them.";
        }
    }
}
