using System.Runtime.InteropServices;
using CrossLive.Rooms;

namespace CrossLive.FlashSales.Books;

/// <summary>A claim as the books have it: 80 bytes, and no references. What it names by a number is in a table beside it. Changed by <see cref="SaleState"/> only.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ClaimRow
{
    /// <summary>The buyer's key.</summary>
    public CommandKey Key;

    /// <summary>Of the content.</summary>
    public ulong Fingerprint;

    /// <summary>Its number: 1 for the sale's first.</summary>
    public long Number;

    /// <summary>Reserved: when the time to pay is over.</summary>
    public long UntilUnixMs;

    /// <summary>In the window: how fast the buyer answered, in µs.</summary>
    public long ResponseUs;

    /// <summary>Who, of <see cref="BuyerTable"/>.</summary>
    public int Buyer;

    /// <summary>Where, of the platforms' <see cref="NameTable"/>.</summary>
    public int Platform;

    /// <summary>Pieces.</summary>
    public int Quantity;

    /// <summary>What it holds of its platform's own pieces.</summary>
    public int FromBucket;

    /// <summary>What it holds of everybody's.</summary>
    public int FromShared;

    /// <summary>Its place in the queue: lower comes first; 0 = it never waited.</summary>
    public int Place;

    /// <summary>The payment that paid it: its place in the list of payments, plus one; 0 = none.</summary>
    public int Payment;

    /// <summary>Which price, of the offer's.</summary>
    public byte Price;

    /// <summary>True where it came in the window.</summary>
    public bool HasResponse;

    private byte _status;

    /// <summary>Where it is.</summary>
    public ClaimStatus Status
    {
        readonly get => (ClaimStatus)_status;
        set => _status = (byte)value;
    }
}
