using System.Diagnostics;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Fragments;

/// <summary>A test in which ffmpeg makes or reads files; infra/test installs it.</summary>
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

/// <summary>ffmpeg and ffprobe, run to their end.</summary>
internal static class FfmpegTool
{
    /// <summary>What it wrote to its output; it must end well and complain of nothing.</summary>
    public static async Task<string> RunAsync(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        (process.ExitCode, await error).ShouldBe((0, ""));
        return output;
    }

    /// <summary>Each packet of a track: when it is shown, ms, and its bytes.</summary>
    /// <param name="track">"v" or "a".</param>
    public static async Task<(double PtsMs, int Bytes, bool IsKey)[]> PacketsAsync(string file, string track) =>
        [.. (await RunAsync("ffprobe", $"-v error -select_streams {track} -show_entries packet=pts_time,size,flags -of csv=p=0 {file}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))
            .Select(parts => (double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) * 1_000, int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), parts[2].StartsWith('K')))];
}
