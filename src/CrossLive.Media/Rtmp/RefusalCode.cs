namespace CrossLive.Media.Rtmp;

/// <summary>Why a publisher was refused, for programs.</summary>
public static class RefusalCode
{
    /// <summary>No room has this key.</summary>
    public const string KeyUnknown = "key-unknown";

    /// <summary>The key is right, what stands before it in the address is not.</summary>
    public const string AddressWrong = "address-wrong";

    /// <summary>The key has a live publisher.</summary>
    public const string Taken = "taken";

    /// <summary>The server has as many publishers or connections as it takes.</summary>
    public const string Full = "full";

    /// <summary>The cluster or its storage does not answer.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>Its codec is not taken.</summary>
    public const string Codec = "codec";
}
