using System.Buffers;
using System.Diagnostics;
using System.Net;
using CrossLive.Media.Rtmp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Rtmp;

/// <summary>ffmpeg, GStreamer's own RTMP sink and librtmp publish to the server on Kestrel; what arrives is counted by ffprobe.</summary>
public sealed class RealPublisherTests : IAsyncLifetime
{
    private const string Key = "a-key-of-twenty-letters-and-more";
    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-rtmp-").FullName;
    private readonly TestSinks _sinks = new();
    private WebApplication _app = null!;
    private string _url = "";

    private string Source => Path.Combine(_folder, "source.flv");

    public async Task InitializeAsync()
    {
        await RunAsync("ffmpeg", $"-v error -y -f lavfi -i testsrc=size=320x180:rate=30:duration=4 -f lavfi -i sine=frequency=440:duration=4 -c:v libx264 -preset ultrafast -g 30 -pix_fmt yuv420p -c:a aac {Source}");
        var server = new RtmpServer(new RtmpLimits(), new FixedPublishKeys("live", Key, "room"), _sinks, TimeProvider.System, NullLogger<RtmpServer>.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Run(server.OnConnectedAsync)));
        _app = builder.Build();
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _url = $"rtmp://127.0.0.1:{new Uri(address).Port}/live";
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [RealPublisherFact]
    public Task Every_packet_of_ffmpeg_arrives() => EveryPacketArrivesAsync("ffmpeg", $"-v error -i {Source} -c copy -f flv {_url}/{Key}");

    [RealPublisherFact]
    public Task Every_packet_of_GStreamer_arrives() => EveryPacketArrivesAsync("gst-launch-1.0", Pipeline($"rtmp2sink location={_url}/{Key} async=false"));

    [RealPublisherFact]
    public Task Every_packet_of_librtmp_arrives() => EveryPacketArrivesAsync("gst-launch-1.0", Pipeline($"rtmpsink location={_url}/{Key} async=false"));

    [RealPublisherFact]
    public async Task Publishers_show_why_a_key_was_refused()
    {
        var (ffmpegExit, ffmpegText) = await TryRunAsync("ffmpeg", $"-v error -i {Source} -c copy -f flv {_url}/wrong");
        ffmpegExit.ShouldNotBe(0);
        ffmpegText.ShouldContain("This stream key is not known here.");
        var (gstExit, gstText) = await TryRunAsync("gst-launch-1.0", Pipeline($"rtmp2sink location={_url}/wrong async=false"));
        gstExit.ShouldNotBe(0);
        gstText.ShouldContain("publish denied");
        _sinks.All.ShouldBeEmpty();
    }

    private string Pipeline(string sink) =>
        $"-q filesrc location={Source} ! flvdemux name=d flvmux name=m streamable=true ! {sink} d.video ! queue ! h264parse ! m. d.audio ! queue ! aacparse ! m.";

    private async Task EveryPacketArrivesAsync(string program, string arguments)
    {
        await RunAsync(program, arguments);
        var sink = await _sinks.NextAsync();
        (await sink.End).Reason.ShouldBeOneOf(RtmpEndReason.Finished, RtmpEndReason.Disconnected);
        var output = new ArrayBufferWriter<byte>();
        FlvWriter.WriteHeader(output, hasAudio: true, hasVideo: true);
        foreach (var tag in sink.Tags)
        {
            FlvWriter.WriteTag(output, tag);
        }

        var arrived = Path.Combine(_folder, "arrived.flv");
        await File.WriteAllBytesAsync(arrived, output.WrittenMemory);
        var expected = await CountAsync(Source);
        expected["video"].ShouldBe(120);
        (await CountAsync(arrived)).ShouldBe(expected);
    }

    private static async Task<Dictionary<string, int>> CountAsync(string file)
    {
        var lines = (await RunAsync("ffprobe", $"-v error -show_entries packet=codec_type -of csv=p=0 {file}")).Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // GStreamer sends its metadata anew now and then, which ffprobe counts as subtitles.
        return lines.Where(line => line is "audio" or "video").CountBy(line => line).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private static async Task<string> RunAsync(string program, string arguments)
    {
        var (exit, text) = await TryRunAsync(program, arguments);
        exit.ShouldBe(0, $"{program} {arguments}\n{text}");
        return text;
    }

    private static async Task<(int Exit, string Text)> TryRunAsync(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await error);
    }
}
