using Xunit;

namespace CrossLive.Media.Tests.Rtmp;

/// <summary>A test with ffmpeg and GStreamer, in the long form of the tests only: installing them takes longer than all the others here.</summary>
internal sealed class RealPublisherFactAttribute : FactAttribute
{
    private const string Variable = "CROSSLIVE_PUBLISHERS";

    public RealPublisherFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
        {
            Skip = $"Needs ffmpeg and GStreamer: infra/test --long, or {Variable}=1 where they are installed.";
        }
    }
}
