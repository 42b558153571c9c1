using System.Security.Cryptography;
using System.Text;

namespace CrossLive.Storage.AzureTables;

/// <summary>Document names as table keys: escaped (see <see cref="DocumentName"/>); where that is too long for a key (1 KiB), its beginning and its SHA-256.</summary>
internal static class DocumentKey
{
    private const int MaxLength = 400;
    private const int KeptOfLong = 300;

    /// <summary>The key of a name.</summary>
    public static string Of(string name)
    {
        var escaped = DocumentName.Escape(name);

        // '~' stands in no escaped name, so a shortened key is never another name's whole one.
        return escaped.Length <= MaxLength
            ? escaped
            : string.Concat(escaped.AsSpan(0, KeptOfLong), "~", Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(escaped))));
    }
}
