namespace CrossLive.Rooms;

/// <summary>
/// Ids and names that other systems made. Any text will do that comes back from the log as it went in: a lone surrogate would become another
/// character on its way through UTF-8, and two ids that differ live would be one in a replay. Control characters separate ids in keys.
/// </summary>
internal static class OpaqueId
{
    /// <summary>True for 1 to <paramref name="maxLength"/> UTF-16 units of well-formed Unicode without control characters.</summary>
    public static bool IsWellFormed(string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text) || text.Length > maxLength)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
            {
                return false;
            }

            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
