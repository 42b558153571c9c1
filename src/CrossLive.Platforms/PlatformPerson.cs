using CrossLive.Chat;
using CrossLive.Rooms;

namespace CrossLive.Platforms;

/// <summary>People as platforms name them.</summary>
internal static class PlatformPerson
{
    /// <summary>Most characters of a name that are looked at; the room shows at most <see cref="Person.MaxNameLength"/> of them.</summary>
    public const int MaxRawNameLength = 1_000;

    private const string Nameless = "?";

    /// <summary>A viewer. The name is made fit to be shown; where nothing is left of it, the id stands for it.</summary>
    public static Person Of(string platform, string id, string? name)
    {
        var shown = Clean(name) ?? Clean(id) ?? Nameless;
        return new Person(platform, id, shown);
    }

    private static string? Clean(string? name) => ChatText.Clean(name, Person.MaxNameLength, TextPolicy.Repair).Text;
}
