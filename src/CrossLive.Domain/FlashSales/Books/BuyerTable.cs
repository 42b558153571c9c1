namespace CrossLive.FlashSales.Books;

/// <summary>
/// The buyers who have made a claim that is kept, and how many pieces each has, holds, or waits for. Nobody leaves it, since the claims do not; about 30 bytes a
/// buyer beside the name.
/// </summary>
internal sealed class BuyerTable
{
    private readonly Pages<Buyer> _rows = new();
    private readonly HashIndex _index = new();

    /// <summary>A buyer's row, or -1.</summary>
    public int Find(string name) => Find(name, HashOf(name));

    /// <summary>A buyer's row; who is new gets one.</summary>
    public int RowOf(string name)
    {
        var hash = HashOf(name);
        var row = Find(name, hash);
        if (row < 0)
        {
            row = _rows.Count;
            _rows.Add(new Buyer { Name = name });
            _index.Add(hash, row + 1);
        }

        return row;
    }

    /// <summary>See <see cref="HashIndex.Touch"/>.</summary>
    public ulong Touch(string name) => _index.Touch(HashOf(name));

    /// <summary>Who it is.</summary>
    public string NameOf(int row) => _rows[row].Name;

    /// <summary>Pieces that a buyer has, holds, or waits for.</summary>
    public ref int PiecesOf(int row) => ref _rows[row].Pieces;

    // .NET's own, with the process's secret in it: nobody can choose names that all look for one place.
    private static uint HashOf(string name) => (uint)name.GetHashCode(StringComparison.Ordinal);

    private int Find(string name, uint hash)
    {
        for (var at = _index.Start(hash); _index.Next(hash, ref at) is > 0 and var entry;)
        {
            if (string.Equals(_rows[entry - 1].Name, name, StringComparison.Ordinal))
            {
                return entry - 1;
            }
        }

        return -1;
    }

    private struct Buyer
    {
        public string Name;
        public int Pieces;
    }
}
