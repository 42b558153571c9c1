namespace CrossLive.FlashSales.Books;

/// <summary>
/// Rows in the order in which they came, never moved and never removed. A list would copy all of them to grow; and rows that refer to nothing cost the collector
/// nothing however many there are: a page of them is larger than what it moves.
/// </summary>
/// <typeparam name="TRow">A row.</typeparam>
internal sealed class Pages<TRow>
    where TRow : struct
{
    private const int RowsBits = 12;
    private const int RowsPerPage = 1 << RowsBits;

    // Most sales are small: the first page grows to its size.
    private const int FirstRows = 16;

    private TRow[][] _pages = [new TRow[FirstRows]];

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>A row. Not to be kept over <see cref="Add"/>, which may move the first page.</summary>
    public ref TRow this[int row] => ref _pages[row >> RowsBits][row & (RowsPerPage - 1)];

    /// <summary>Puts a row behind the others; its number is the count before it.</summary>
    public void Add(in TRow row)
    {
        var (page, at) = (Count >> RowsBits, Count & (RowsPerPage - 1));
        if (page == _pages.Length)
        {
            Array.Resize(ref _pages, 2 * page);
        }

        var rows = _pages[page] ??= new TRow[RowsPerPage];
        if (at == rows.Length)
        {
            Array.Resize(ref rows, 2 * at);
            _pages[page] = rows;
        }

        rows[at] = row;
        Count++;
    }
}
