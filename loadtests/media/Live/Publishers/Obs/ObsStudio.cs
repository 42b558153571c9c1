using System.ComponentModel;
using System.Text.Json;
using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Media.Live.Publishers.Obs;

/// <summary>OBS Studio itself as a host's encoder, on a screen of its own that nobody sees. It streams from its start on.</summary>
internal sealed class ObsStudio : IAsyncDisposable
{
    private const string Packages = "OBS Studio and a screen for it are needed: as root, 'apt-get install --no-install-recommends obs-studio xvfb libgl1-mesa-dri' (Debian 12).";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60), ScreenPatience = TimeSpan.FromSeconds(15), Tick = TimeSpan.FromMilliseconds(100);
    private readonly ObsHome _home;
    private readonly ChildProcess _screen;
    private readonly ChildProcess _process;
    private readonly ObsControl _control;

    private ObsStudio(ObsHome home, ChildProcess screen, ChildProcess process, ObsControl control) => (_home, _screen, _process, _control) = (home, screen, process, control);

    /// <summary>Whether it is still the process that was started.</summary>
    public bool Runs => !_process.HasExited;

    /// <summary>What it wrote into its log.</summary>
    public string Log => _home.Log;

    /// <summary>Starts it, and waits until it can be asked how it does; what it does with the stream it does by itself.</summary>
    /// <param name="server">What stands in OBS under "Server".</param>
    /// <param name="key">What stands there under "Stream Key".</param>
    /// <exception cref="SetupException">It is not here, or does not start.</exception>
    public static async Task<ObsStudio> StartAsync(string server, string key, SourceClip clip, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var home = await ObsHome.MakeAsync(server, key, clip, port, cancellationToken);
        ChildProcess? screen = null, process = null;
        try
        {
            screen = Start("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp"], home.Environment);
            var display = await screen.FirstLine.WaitAsync(ScreenPatience, cancellationToken);
            process = Start(
                "obs",
                ["--multi", "--minimize-to-tray", "--disable-missing-files-check", "--profile", ObsHome.Name, "--collection", ObsHome.Name, "--startstreaming"],
                new Dictionary<string, string>(home.Environment, StringComparer.Ordinal) { ["DISPLAY"] = ":" + display, ["LIBGL_ALWAYS_SOFTWARE"] = "1", ["QT_QPA_PLATFORM"] = "xcb" });
            for (var beganMs = LiveClock.NowMs; ; await Task.Delay(Tick, cancellationToken))
            {
                if (await ObsControl.TryConnectAsync(port, cancellationToken) is { } control)
                {
                    return new ObsStudio(home, screen, process, control);
                }

                if (process.HasExited || LiveClock.NowMs - beganMs > StartPatience.TotalMilliseconds)
                {
                    throw new SetupException($"OBS {(process.HasExited ? "ended" : "cannot be asked")}: {process.Log}");
                }
            }
        }
        catch (TimeoutException)
        {
            await EndAsync(home, screen, process);
            throw new SetupException($"Xvfb has no screen after {ScreenPatience.TotalSeconds:0} s: {screen?.Log}");
        }
        catch
        {
            await EndAsync(home, screen, process);
            throw;
        }
    }

    /// <summary>How its stream does.</summary>
    public async Task<ObsStreamStatus> StatusAsync(CancellationToken cancellationToken) => ObsStreamStatus.Of(await _control.AskAsync("GetStreamStatus", cancellationToken));

    /// <summary>What it says of itself: pictures that it did not draw or encode in time, and more.</summary>
    public Task<JsonElement> FiguresAsync(CancellationToken cancellationToken) => _control.AskAsync("GetStats", cancellationToken);

    /// <summary>"Stop Streaming".</summary>
    public Task StopStreamAsync(CancellationToken cancellationToken) => _control.AskAsync("StopStream", cancellationToken);

    /// <summary>Waits until its stream does as the condition says. Null: it did not in time.</summary>
    public async Task<ObsStreamStatus?> TryWhenAsync(Func<ObsStreamStatus, bool> holds, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var beganMs = LiveClock.NowMs; LiveClock.NowMs - beganMs < patience.TotalMilliseconds; await Task.Delay(Tick, cancellationToken))
        {
            if (await StatusAsync(cancellationToken) is var status && holds(status))
            {
                return status;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await EndAsync(_home, _screen, _process);
    }

    private static ChildProcess Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            return ChildProcess.Start(program, arguments, environment);
        }
        catch (Win32Exception)
        {
            throw new SetupException($"There is no '{program}' here. {Packages}");
        }
    }

    private static async Task EndAsync(ObsHome home, ChildProcess? screen, ChildProcess? process)
    {
        foreach (var each in new[] { process, screen })
        {
            await (each?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        home.Dispose();
    }
}
