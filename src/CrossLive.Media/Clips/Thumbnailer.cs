using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CrossLive.Media.Clips;

/// <summary>Makes a picture of a clip, with ffmpeg as a process of its own: one at a time, one thread, and ended when it takes too long.</summary>
public sealed class Thumbnailer(string program, TimeProvider time) : IDisposable
{
    private const int MaxMs = 20_000;
    private const int WidthPx = 480;
    private const int MaxWordsLength = 300;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Makes a JPEG of what is shown so far into a clip. It is not written here: ffmpeg ends well where the disk took half of it.</summary>
    /// <returns>The picture, or in a sentence why there is none.</returns>
    public async Task<(byte[]? Jpeg, string? Problem)> MakeAsync(string clip, long atMs, CancellationToken cancellation)
    {
        if (program.Length == 0)
        {
            return (null, "There is no thumbnail: CrossLive:Recordings:FfmpegPath is empty.");
        }

        await _one.WaitAsync(cancellation);
        try
        {
            return await RunAsync(clip, atMs, cancellation);
        }
        catch (Win32Exception missing)
        {
            return (null, $"There is no thumbnail: '{program}' cannot be run ({missing.Message}). Install Debian's package ffmpeg, or set CrossLive:Recordings:FfmpegPath.");
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<(byte[]? Jpeg, string? Problem)> RunAsync(string clip, long atMs, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(program,
        [
            "-v", "error", "-nostdin", "-threads", "1", "-ss", (atMs / 1_000d).ToString("0.000", CultureInfo.InvariantCulture), "-i", "file:" + clip,
            "-an", "-frames:v", "1", "-vf", string.Create(CultureInfo.InvariantCulture, $"scale='min({WidthPx},iw)':-2"), "-q:v", "4", "-threads", "1", "-f", "image2pipe", "-c:v", "mjpeg", "pipe:1",
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var timer = time.CreateTimer(static state => ((Process)state!).Kill(), process, TimeSpan.FromMilliseconds(MaxMs), Timeout.InfiniteTimeSpan);
        try
        {
            using var picture = new MemoryStream();
            var drawing = process.StandardOutput.BaseStream.CopyToAsync(picture, stop.Token);
            var said = await process.StandardError.ReadToEndAsync(stop.Token);
            await drawing;
            await process.WaitForExitAsync(stop.Token);
            return process.ExitCode == 0 && picture.Length > 0
                ? (picture.ToArray(), null)
                : (null, $"There is no thumbnail: ffmpeg ended with {process.ExitCode}. {said[..Math.Min(said.Length, MaxWordsLength)].Trim()}".TrimEnd());
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
