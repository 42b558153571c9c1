namespace CrossLive.FlashSales.Books;

/// <summary>A few names that come again and again, each by a number: 0 for the first. As many as platforms that buyers come from.</summary>
internal sealed class NameTable
{
    private readonly List<string> _names = [];
    private int _last;

    /// <summary>A name by its number.</summary>
    public string this[int number] => _names[number];

    /// <summary>A name's number, or -1.</summary>
    public int Find(string name)
    {
        // The next one is nearly always from where the last one was.
        if (_last < _names.Count && string.Equals(_names[_last], name, StringComparison.Ordinal))
        {
            return _last;
        }

        var number = _names.IndexOf(name);
        if (number >= 0)
        {
            _last = number;
        }

        return number;
    }

    /// <summary>A name's number; a name that is new gets the next one.</summary>
    public int NumberOf(string name)
    {
        var number = Find(name);
        if (number < 0)
        {
            number = _names.Count;
            _names.Add(name);
        }

        return number;
    }
}
