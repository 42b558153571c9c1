using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CrossLive.Media.Egress;

/// <summary>
/// Seals destinations' addresses with ASP.NET Core's Data Protection. The key ring is a folder of its own that only its owner may read; who has the storage without it has
/// no platform's key. Processes of a cluster share one folder, or none of them opens what another has sealed.
/// </summary>
public sealed class DestinationSeal : IDestinationSeal
{
    private const string Prefix = "sealed:";
    private const string Purpose = "CrossLive.Media.Destination";
    private readonly string _folder;
    private readonly Lock _gate = new();
    private IDataProtectionProvider? _ring;

    /// <param name="folder">The key ring's; made where it is not there.</param>
    public DestinationSeal(string folder) => _folder = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public bool IsSealed(string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public string Seal(string room, string destination, string url)
    {
        try
        {
            return Prefix + Ring(isFresh: false).CreateProtector(Purpose, room, destination).Protect(url);
        }
        // Data Protection reads its files when it is first asked, so they fail here: unreadable, full, or no keys' files.
        catch (Exception failed) when (failed is CryptographicException or IOException or UnauthorizedAccessException or System.Xml.XmlException or InvalidOperationException)
        {
            throw new DestinationNotSealedException($"The key ring in {_folder} cannot be used, so the address, which holds a platform's key, is not stored: {failed.Message} Make the folder writable for the server's user (CrossLive:Media:KeyRingDirectory names it).", failed);
        }
    }

    /// <inheritdoc/>
    public string? Open(string room, string destination, string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        // A key that another process has made, or an operator has put back, is found by reading the folder anew.
        return TryOpen(room, destination, stored, isFresh: false) ?? TryOpen(room, destination, stored, isFresh: true);
    }

    private string? TryOpen(string room, string destination, string stored, bool isFresh)
    {
        try
        {
            return Ring(isFresh).CreateProtector(Purpose, room, destination).Unprotect(stored[Prefix.Length..]);
        }
        catch (Exception failed) when (failed is CryptographicException or IOException or UnauthorizedAccessException or System.Xml.XmlException or InvalidOperationException)
        {
            return null;
        }
    }

    // A provider of our own and not the host's: what tokens and cookies may use the host's for has nothing to do with these keys.
    private IDataProtectionProvider Ring(bool isFresh)
    {
        lock (_gate)
        {
            if (_ring is null || isFresh)
            {
                _ring = DataProtectionProvider.Create(MakeFolder(), options => options.SetApplicationName("crosslive"));
            }

            return _ring;
        }
    }

    private DirectoryInfo MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(_folder);
        }

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var folder = Directory.CreateDirectory(_folder, OwnerOnly);
        if (folder.UnixFileMode != OwnerOnly)
        {
            folder.UnixFileMode = OwnerOnly;
        }

        return folder;
    }
}
