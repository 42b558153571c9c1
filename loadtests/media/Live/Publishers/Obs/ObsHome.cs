using System.Globalization;
using System.Text.Json;

namespace CrossLive.LoadTests.Media.Live.Publishers.Obs;

/// <summary>
/// A home folder in which OBS finds what a host would have set by hand: one profile, and one scene that plays a clip in a loop. What is not needed here is left as OBS has it: how it
/// connects again, and how far apart its keyframes are.
/// </summary>
internal sealed class ObsHome : IDisposable
{
    /// <summary>The profile's and the scene collection's name.</summary>
    public const string Name = "CrossLive";

    /// <summary>The picture's width.</summary>
    public const int WidthPx = 640;

    /// <summary>The picture's height.</summary>
    public const int HeightPx = 360;

    /// <summary>Pictures a second.</summary>
    public const int PicturesPerSecond = 30;

    private const int VideoKbps = 1_200, AudioKbps = 128;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("crosslive-obs-");

    private ObsHome()
    {
    }

    /// <summary>What OBS is started with, so that it touches nothing of who runs this.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["HOME"] = _home.FullName,
        ["XDG_CONFIG_HOME"] = Path.Combine(_home.FullName, ".config"),
        ["XDG_CACHE_HOME"] = Path.Combine(_home.FullName, ".cache"),
        ["XDG_RUNTIME_DIR"] = _home.FullName,
    };

    /// <summary>The log that OBS keeps itself, or "".</summary>
    public string Log
    {
        get
        {
            var logs = Path.Combine(Settings, "logs");
            return Directory.Exists(logs) && Directory.GetFiles(logs).Order(StringComparer.Ordinal).LastOrDefault() is { } newest ? Read(newest) : "";
        }
    }

    private string Settings => Path.Combine(_home.FullName, ".config", "obs-studio");

    /// <summary>Makes one.</summary>
    /// <param name="server">What stands in OBS under "Server".</param>
    /// <param name="key">What stands there under "Stream Key".</param>
    /// <param name="clip">What is shown.</param>
    /// <param name="controlPort">Where OBS is told what to do.</param>
    public static async Task<ObsHome> MakeAsync(string server, string key, SourceClip clip, int controlPort, CancellationToken cancellationToken)
    {
        var home = new ObsHome();
        string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        await home.WriteAsync("global.ini", Text($"""
            [General]
            FirstRun=true
            EnableAutoUpdates=false
            ConfirmOnExit=false
            LastVersion={(29 << 24) | 2}

            [Basic]
            Profile={Name}
            ProfileDir={Name}
            SceneCollection={Name}
            SceneCollectionFile={Name}

            [OBSWebSocket]
            FirstLoad=false
            ServerEnabled=true
            ServerPort={controlPort}
            AuthRequired=false
            AlertsEnabled=false

            """), cancellationToken);
        await home.WriteAsync($"basic/profiles/{Name}/basic.ini", Text($"""
            [General]
            Name={Name}

            [Video]
            BaseCX={WidthPx}
            BaseCY={HeightPx}
            OutputCX={WidthPx}
            OutputCY={HeightPx}
            FPSType=0
            FPSCommon={PicturesPerSecond}

            [Output]
            Mode=Simple

            [SimpleOutput]
            StreamEncoder=x264
            VBitrate={VideoKbps}
            ABitrate={AudioKbps}
            UseAdvanced=true
            Preset=ultrafast

            """), cancellationToken);
        await home.WriteAsync($"basic/profiles/{Name}/service.json", JsonSerializer.Serialize(new { type = "rtmp_custom", settings = new { server, key, use_auth = false } }), cancellationToken);
        await home.WriteAsync($"basic/scenes/{Name}.json", Scene(clip), cancellationToken);
        return home;
    }

    /// <inheritdoc/>
    public void Dispose() => _home.Delete(recursive: true);

    private static string Scene(SourceClip clip)
    {
        var point = new { x = 0.0, y = 0.0 };
        return JsonSerializer.Serialize(new
        {
            name = Name,
            current_scene = "Stage",
            current_program_scene = "Stage",
            scene_order = new[] { new { name = "Stage" } },
            sources = new object[]
            {
                new
                {
                    id = "ffmpeg_source", versioned_id = "ffmpeg_source", name = "Clip", enabled = true, muted = false, volume = 1.0, mixers = 255, monitoring_type = 0,
                    settings = new { is_local_file = true, local_file = clip.File, looping = true, restart_on_activate = true, hw_decode = false },
                },
                new
                {
                    id = "scene", versioned_id = "scene", name = "Stage", enabled = true,
                    settings = new
                    {
                        id_counter = 1,
                        custom_size = false,
                        items = new[] { new { id = 1, name = "Clip", visible = true, locked = false, rot = 0.0, align = 5, bounds_type = 0, pos = point, bounds = point, scale = new { x = 1.0, y = 1.0 } } },
                    },
                },
            },
        });
    }

    private static string Read(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Settings, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, cancellationToken);
    }
}
