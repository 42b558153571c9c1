using System.Security.Cryptography;
using System.Text;

namespace CrossLive.Media.Rtmp;

/// <summary>Keys that are known from the start. Keeps digests, not keys, and compares all of them in constant time.</summary>
public sealed class FixedPublishKeys : IPublishKeys
{
    /// <summary>Fewest characters of a key: 20 random letters and digits cannot be guessed.</summary>
    public const int MinKeyLength = 20;

    private readonly string _app;
    private readonly (byte[] Digest, string Room)[] _rooms;

    /// <param name="app">The only application that is taken, for example "live".</param>
    /// <param name="roomsByKey">Each key with its room.</param>
    /// <exception cref="ArgumentException">A key is too short.</exception>
    public FixedPublishKeys(string app, IReadOnlyDictionary<string, string> roomsByKey)
    {
        ArgumentNullException.ThrowIfNull(roomsByKey);
        if (roomsByKey.FirstOrDefault(pair => pair.Key.Length < MinKeyLength) is { Key: not null } weak)
        {
            throw new ArgumentException($"The stream key of room '{weak.Value}' has {weak.Key.Length} characters; {MinKeyLength} are needed.", nameof(roomsByKey));
        }

        _app = app;
        _rooms = [.. roomsByKey.Select(pair => (Digest(pair.Key), pair.Value))];
    }

    public ValueTask<string?> FindRoomAsync(string app, string key, CancellationToken cancellation)
    {
        var digest = Digest(key);
        string? found = null;
        foreach (var (known, room) in _rooms)
        {
            // No early way out: the time tells nothing about which key came near.
            found = CryptographicOperations.FixedTimeEquals(known, digest) ? room : found;
        }

        return ValueTask.FromResult(string.Equals(app, _app, StringComparison.Ordinal) ? found : null);
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
