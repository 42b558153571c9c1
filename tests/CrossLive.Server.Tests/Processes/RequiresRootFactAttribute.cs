namespace CrossLive.Server.Tests.Processes;

/// <summary>A test that mounts a file system, which only root may.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresRootFactAttribute : FactAttribute
{
    /// <summary>Skips it for everybody else.</summary>
    public RequiresRootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "Only root may mount a small file system.";
        }
    }
}
