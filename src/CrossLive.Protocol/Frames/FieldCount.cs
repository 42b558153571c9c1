using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>Counts the fields that an object has: MessagePack states the number before the first field.</summary>
internal struct FieldCount : IFieldSink
{
    private int _count;

    /// <summary>How many fields <paramref name="value"/> has.</summary>
    public static int Of<T, TFields>(T value)
        where TFields : IFields<T>
    {
        var counter = default(FieldCount);
        TFields.Write(ref counter, value);
        return counter._count;
    }

    public void Text(ReadOnlySpan<byte> name, string? value) => _count += value is null ? 0 : 1;

    public void Number(ReadOnlySpan<byte> name, long? value) => _count += value is null ? 0 : 1;

    public void Flag(ReadOnlySpan<byte> name, bool value) => _count++;

    public void Counts(ReadOnlySpan<byte> name, IReadOnlyList<PlatformCount> value) => _count++;

    public void Object<T, TFields>(ReadOnlySpan<byte> name, T? value)
        where T : class
        where TFields : IFields<T> => _count += value is null ? 0 : 1;

    public void Objects<T, TFields>(ReadOnlySpan<byte> name, IReadOnlyList<T> values)
        where TFields : IFields<T> => _count++;

    public void Any(string name, object? value) => _count += value is null ? 0 : 1;
}
