using System.Text;
using CrossLive.Media;

namespace CrossLive.Grains.Tests.Media;

/// <summary>A seal under the test's control.</summary>
internal sealed class SwitchedSeal : IDestinationSeal
{
    private const string Prefix = "sealed:";
    private int _sealed;

    /// <summary>As if there were no seals yet: addresses stay as they are.</summary>
    public bool IsOff { get; set; }

    /// <summary>The key ring is gone: what was sealed does not open, and nothing can be sealed.</summary>
    public bool IsLost { get; set; }

    /// <summary>How often something was sealed.</summary>
    public int Sealed => Volatile.Read(ref _sealed);

    public bool IsSealed(string stored) => stored.StartsWith(Prefix, StringComparison.Ordinal);

    public string Seal(string room, string destination, string url)
    {
        if (IsLost)
        {
            throw new DestinationNotSealedException("The key ring cannot be used.");
        }

        if (IsOff)
        {
            return url;
        }

        Interlocked.Increment(ref _sealed);
        return Prefix + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{room}/{destination}/{url}"));
    }

    public string? Open(string room, string destination, string stored)
    {
        var (text, start) = (Encoding.UTF8.GetString(Convert.FromBase64String(stored[Prefix.Length..])), $"{room}/{destination}/");
        return !IsLost && text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;
    }
}
