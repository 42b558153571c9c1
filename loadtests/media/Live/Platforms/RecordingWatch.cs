using System.Collections.Concurrent;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>Sees recordings grow, on a thread of its own.</summary>
internal sealed class RecordingWatch : IDisposable
{
    private const int EveryMs = 5, FilesEveryTurns = 4;

    // A key's older connections have ended.
    private const int NewestFiles = 2;
    private readonly ConcurrentDictionary<string, Recording> _recordings = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly Thread _thread;
    private volatile bool _isEnding;

    /// <param name="folder">Where a platform puts files "KEY-TIME.flv".</param>
    public RecordingWatch(string folder)
    {
        _folder = folder;
        _thread = new Thread(Run) { IsBackground = true, Name = "recordings" };
        _thread.Start();
    }

    /// <summary>A key's connections in order.</summary>
    public IReadOnlyList<Recording> Of(string key) => [.. _recordings.Where(each => KeyOf(each.Key) == key).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Value)];

    /// <summary>Pictures of a key, over all connections.</summary>
    public int Pictures(string key) => Of(key).Sum(each => each.Pictures.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        _isEnding = true;
        _thread.Join();
    }

    private static string KeyOf(string file) => Path.GetFileNameWithoutExtension(file) is var name && name.LastIndexOf('-') is > 0 and var end ? name[..end] : name;

    private void Run()
    {
        for (var turn = 0; !_isEnding; turn++)
        {
            if (turn % FilesEveryTurns == 0)
            {
                foreach (var file in Directory.EnumerateFiles(_folder, "*.flv"))
                {
                    _recordings.GetOrAdd(file, static path => new Recording(path));
                }
            }

            foreach (var key in _recordings.Keys.GroupBy(KeyOf))
            {
                foreach (var file in key.OrderDescending(StringComparer.Ordinal).Take(NewestFiles))
                {
                    _recordings[file].Read();
                }
            }

            Thread.Sleep(EveryMs);
        }
    }
}
