namespace CrossLive.Server.Tests.Media;

/// <summary>A test in which ffmpeg publishes; infra/test installs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FfmpegFactAttribute : FactAttribute
{
    public FfmpegFactAttribute()
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))))
        {
            Skip = "Needs ffmpeg (Debian: apt-get install ffmpeg).";
        }
    }
}
