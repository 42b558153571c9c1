using System.Text.Json;

namespace CrossLive.PlatformSimulators.Demo;

/// <summary>What people say, by language and occasion. The texts are in <c>phrases.json</c>.</summary>
public sealed class Phrasebook
{
    private const int MemoryPerLanguage = 24;
    private readonly JsonElement _root;
    private readonly Dictionary<string, List<string>> _recent = [];

    /// <summary>Reads the book.</summary>
    public Phrasebook()
    {
        using var stream = typeof(Phrasebook).Assembly.GetManifestResourceStream("CrossLive.PlatformSimulators.Demo.phrases.json")!;
        _root = JsonDocument.Parse(stream).RootElement;
    }

    /// <summary>How many things the host sells.</summary>
    public int Items => _root.GetProperty("items").GetArrayLength();

    /// <summary>Something that fits the occasion: what was not said lately in that language, or else what was said longest ago.</summary>
    /// <param name="language">Such as "en".</param>
    /// <param name="occasion">Such as "ask".</param>
    /// <param name="item">Which of the items is on show.</param>
    /// <param name="random">Picks.</param>
    public string Pick(string language, string occasion, int item, Random random)
    {
        string[] phrases = [.. _root.GetProperty("texts").GetProperty(language).GetProperty(occasion).EnumerateArray().Select(phrase => phrase.GetString()!)];
        var recent = _recent.TryGetValue(language, out var known) ? known : _recent[language] = [];
        string[] fresh = [.. phrases.Except(recent)];
        var phrase = fresh.Length > 0 ? fresh[random.Next(fresh.Length)] : recent.First(phrases.Contains);
        recent.Remove(phrase);
        recent.Add(phrase);
        if (recent.Count > MemoryPerLanguage)
        {
            recent.RemoveAt(0);
        }

        var shown = _root.GetProperty("items")[item];
        return phrase
            .Replace("{item}", shown.GetProperty("names").GetProperty(language).GetString(), StringComparison.Ordinal)
            .Replace("{price}", shown.GetProperty("price").GetRawText(), StringComparison.Ordinal);
    }
}
