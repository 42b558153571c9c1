using Xunit;

namespace CrossLive.Media.Tests.Egress;

/// <summary>A test of the worker's program; infra/test builds it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WorkerFactAttribute : FactAttribute
{
    public WorkerFactAttribute()
    {
        if (Program.Length == 0)
        {
            Skip = "Needs the worker: infra/test --only Media builds it.";
        }
    }

    /// <summary>Where it is; empty where it is not built.</summary>
    public static string Program { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.CrossLive.sln")))
            {
                var path = Path.Combine(folder.FullName, ".tools/encoder-worker/crosslive-worker");
                return File.Exists(path) ? path : "";
            }
        }

        return "";
    }
}
