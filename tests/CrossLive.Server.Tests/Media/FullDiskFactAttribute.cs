namespace CrossLive.Server.Tests.Media;

/// <summary>A test in which a disk of its own becomes full while ffmpeg publishes and workers send the stream on.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(SmallDisk.FindProblem);

    public FullDiskFactAttribute()
    {
        Skip = new WorkerFactAttribute().Skip ?? (Problem.Value is { } why ? $"Needs to mount a small disk, as root (in a container with CAP_SYS_ADMIN): {why}" : null);
    }
}
