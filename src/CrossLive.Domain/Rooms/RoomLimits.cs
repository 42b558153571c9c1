namespace CrossLive.Rooms;

/// <summary>The named limits of a room. Constants, because they shape the state that every replay must reproduce; changing one changes the state's version.</summary>
public static class RoomLimits
{
    /// <summary>Most UTF-16 units of a message, announcement or pinned text, after cleaning. A longer one is refused (viewers) or cut with '…' (platforms).</summary>
    public const int MaxTextLength = 500;

    /// <summary>Most UTF-16 units of a title or a reason for closing.</summary>
    public const int MaxTitleLength = 200;

    /// <summary>Most combining marks on one base character; more is refused (viewers) or dropped (platforms).</summary>
    public const int MaxCombiningMarks = 8;

    /// <summary>The latest time that an event can be said to have happened at its source: the end of the year 9999.</summary>
    public const long MaxUnixMs = 253_402_300_799_999;

    /// <summary>Most likes in one command.</summary>
    public const long MaxLikesPerCommand = 100_000;

    /// <summary>Most viewers a platform can report.</summary>
    public const long MaxViewers = 1_000_000_000;

    /// <summary>Most gifts in one command.</summary>
    public const long MaxGiftQuantity = 100_000;

    /// <summary>Largest value of one gift event in minor units (ten thousand million): above it is a mistake or an attack.</summary>
    public const long MaxGiftMinorUnits = 10_000_000_000;

    /// <summary>Most characters of a gift's id, name or combo id.</summary>
    public const int MaxGiftIdLength = 64;

    /// <summary>A combo goes on while its next gift comes within this time.</summary>
    public const long ComboWindowMs = 10_000;

    /// <summary>Most combos that run at one time; the one that is longest silent is ended for a new one.</summary>
    public const int MaxCombos = 2_000;

    /// <summary>Most givers' totals, by person and currency; at so many the lowest tenth are forgotten, and whoever is forgotten counts from 0 again.</summary>
    public const int MaxGiverTotals = 20_000;

    /// <summary>How many givers the top list of a currency has.</summary>
    public const int TopGivers = 10;

    /// <summary>In how many currencies there is a top list: the first that gifts came in. Gifts in others count in the totals all the same.</summary>
    public const int TopCurrencies = 16;

    /// <summary>How many messages a new viewer is shown; older ones can be pinned only with their text given, and deleted as ever.</summary>
    public const int RecentMessages = 100;

    /// <summary>Longest mute, 30 days; null means until unmuted.</summary>
    public const long MaxMuteMs = 30L * 24 * 3600 * 1000;

    /// <summary>Most people muted at one time; the one that ends first is ended for a new one.</summary>
    public const int MaxMutes = 10_000;

    /// <summary>Longest slow-mode interval, 10 min.</summary>
    public const long MaxSlowModeMs = 600_000;

    /// <summary>Most people whose last message is remembered for slow mode; the longest silent is forgotten.</summary>
    public const int MaxSlowModePeople = 20_000;

    /// <summary>Most words in the word list.</summary>
    public const int MaxWords = 1_000;

    /// <summary>Most characters of a word in it.</summary>
    public const int MaxWordLength = 64;

    /// <summary>How many keys of paid commands (gifts) are remembered: a repeat after so many others has a second effect.</summary>
    public const int PaidKeys = 50_000;

    /// <summary>How many keys of other sequenced commands (chat, shares, moderation) are remembered.</summary>
    public const int OrdinaryKeys = 50_000;

    /// <summary>How many keys of merged commands (likes, viewer counts) are remembered, in a window of their own so that likes cannot push out gifts.</summary>
    public const int MergedKeys = 20_000;

    /// <summary>Most platforms in one room.</summary>
    public const int MaxPlatforms = 32;

    /// <summary>Most totals by platform and currency.</summary>
    public const int MaxGiftTotals = 512;

    /// <summary>Most flash sales that a new viewer is shown; the one that has been over for longest goes for a new one, else the oldest.</summary>
    public const int MaxSales = 50;

    /// <summary>How many epochs' first sequences are remembered; a position from an older one gets a snapshot.</summary>
    public const int MaxEpochs = 256;

    /// <summary>Most likes and viewer reports, repeats included, that one merged event answers; at so many it does not wait for the tick.</summary>
    public const int MaxMergedPerEvent = 5_000;
}
