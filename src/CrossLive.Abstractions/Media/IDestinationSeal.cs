namespace CrossLive.Media;

/// <summary>Makes destinations' addresses unreadable for who reads the storage: they hold platforms' keys.</summary>
public interface IDestinationSeal
{
    /// <summary>The address as it is stored. It opens for this room and destination only.</summary>
    /// <exception cref="DestinationNotSealedException">The key ring cannot be used.</exception>
    string Seal(string room, string destination, string url);

    /// <summary>Whether this is something that <see cref="Seal"/> made; else it is an address of before there were seals.</summary>
    bool IsSealed(string stored);

    /// <summary>The address again; null: no key of the key ring opens it.</summary>
    string? Open(string room, string destination, string stored);
}
