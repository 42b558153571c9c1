using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>
/// Where the fields of a wire object go: one definition of an object's fields (<see cref="IFields{T}"/>) is written to JSON and to MessagePack
/// through this, so the two protocols cannot come apart. A null value is left out.
/// </summary>
internal interface IFieldSink
{
    /// <summary>A text; null is left out.</summary>
    void Text(ReadOnlySpan<byte> name, string? value);

    /// <summary>A whole number; null is left out.</summary>
    void Number(ReadOnlySpan<byte> name, long? value);

    /// <summary>True or false.</summary>
    void Flag(ReadOnlySpan<byte> name, bool value);

    /// <summary>An object of platform → count.</summary>
    void Counts(ReadOnlySpan<byte> name, IReadOnlyList<PlatformCount> value);

    /// <summary>An object; null is left out.</summary>
    void Object<T, TFields>(ReadOnlySpan<byte> name, T? value)
        where T : class
        where TFields : IFields<T>;

    /// <summary>A list of objects.</summary>
    void Objects<T, TFields>(ReadOnlySpan<byte> name, IReadOnlyList<T> values)
        where TFields : IFields<T>;

    /// <summary>A value of any shape that <see cref="PassedEvent"/> names; null is left out.</summary>
    void Any(string name, object? value);
}

/// <summary>The fields of one kind of wire object.</summary>
internal interface IFields<T>
{
    /// <summary>Gives each field of <paramref name="value"/> to the sink, always in the same order.</summary>
    static abstract void Write<TSink>(ref TSink sink, T value)
        where TSink : IFieldSink, allows ref struct;
}
