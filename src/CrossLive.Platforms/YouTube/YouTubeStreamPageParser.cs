using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CrossLive.Chat;
using CrossLive.Media;
using CrossLive.Media.Reception;

namespace CrossLive.Platforms.YouTube;

/// <summary>
/// Pages of liveStreams.list: the stream that a key belongs to, and its health. Pure. Source: YouTube Live Streaming API, "LiveStreams", read in 2026-11. Keys are
/// compared by their digests: the one that is looked for need not be known here, and those of other streams go no further.
/// </summary>
/// <remarks>Words that are not published are refused and not guessed at. Of a stream without health ("created", nothing has come) it is "noData", which is what that word means.</remarks>
public static class YouTubeStreamPageParser
{
    /// <summary>Most characters of a stream's id.</summary>
    public const int MaxIdLength = 200;

    /// <summary>Most characters that are kept of an issue's reason or description.</summary>
    public const int MaxTextLength = 500;

    private const int MaxTokenLength = 4_000;
    private const int MaxWordLength = 100;
    private const int MaxDigits = 20;
    private const int MaxRawTextLength = 20_000;
    private const string NoData = "noData";

    // Year 9999: later than that is no time.
    private const long MaxUnixSeconds = 253_402_300_799;

    private static readonly string[] StreamStatuses = ["active", "created", "error", "inactive", "ready"];
    private static readonly string[] HealthStatuses = ["good", "ok", "bad", NoData, "revoked"];

    // The worst last.
    private static readonly string[] Severities = ["info", "warning", "error"];

    /// <summary>Reads a page. Only of the stream with the key is more read than its key.</summary>
    /// <param name="keyDigest">As <see cref="StreamKey.DigestOf"/> makes it.</param>
    /// <exception cref="PayloadException">The body is no page.</exception>
    public static YouTubeStreamPage Parse(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> keyDigest)
    {
        using var document = PayloadObject.ParseDocument(body);
        try
        {
            var root = new PayloadObject(document.RootElement, "");
            var nextPageToken = root.OptionalText("nextPageToken", MaxTokenLength);
            foreach (var element in root.Elements("items"))
            {
                var item = new PayloadObject(element, "item");
                if (KeyOf(item) is { } key && CryptographicOperations.FixedTimeEquals(StreamKey.DigestOf(key), keyDigest))
                {
                    return new YouTubeStreamPage(new YouTubeStream(item.Id("id", MaxIdLength), ReadingOf(item.Object("status"))), nextPageToken);
                }
            }

            return new YouTubeStreamPage(null, nextPageToken);
        }
        catch (EventRefusedException refusal)
        {
            throw new PayloadException(IngressCode.BodyMalformed, refusal.Message, refusal);
        }
    }

    private static string? KeyOf(PayloadObject item) => item.OptionalObject("cdn")?.OptionalObject("ingestionInfo")?.OptionalText("streamName", MaxTokenLength);

    private static ReceptionReading ReadingOf(PayloadObject status)
    {
        var streamStatus = Word(status, "streamStatus", StreamStatuses);
        return status.OptionalObject("healthStatus") is { } health
            ? new ReceptionReading(Word(health, "status", HealthStatuses), streamStatus, IssuesOf(health), UpdatedAtUnixMs(health))
            : new ReceptionReading(NoData, streamStatus, [], null);
    }

    private static ReceptionIssue[] IssuesOf(PayloadObject health) =>
        [.. health.Elements("configurationIssues").Select(IssueOf).OrderByDescending(issue => Array.IndexOf(Severities, issue.Severity)).Take(ReceptionReading.MaxIssues)];

    private static ReceptionIssue IssueOf(JsonElement element)
    {
        var issue = new PayloadObject(element, "issue");
        return new ReceptionIssue(issue.Id("type", MaxWordLength), Word(issue, "severity", Severities), TextOf(issue, "reason"), TextOf(issue, "description"));
    }

    // Shown to operators: what cannot be shown is left out.
    private static string TextOf(PayloadObject issue, string name) =>
        issue.OptionalText(name, MaxRawTextLength) is { } text ? ChatText.Clean(text, MaxTextLength, TextPolicy.Repair).Text ?? "" : "";

    private static string Word(PayloadObject of, string name, string[] words)
    {
        var word = of.Text(name, MaxWordLength);
        return words.Contains(word, StringComparer.Ordinal) ? word : throw EventRefusedException.Malformed(of.PathOf(name), $"is none of {string.Join(", ", words)}.");
    }

    // An unsigned 64-bit number, which Google writes as a string. Whether it may be left out is not published.
    private static long? UpdatedAtUnixMs(PayloadObject health)
    {
        const string Name = "lastUpdateTimeSeconds";
        if (!health.Has(Name))
        {
            return null;
        }

        return long.TryParse(health.NumberText(Name, MaxDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxUnixSeconds
            ? seconds == 0 ? null : seconds * 1_000
            : throw EventRefusedException.Malformed(health.PathOf(Name), "must be a time in whole seconds since 1970.");
    }
}
