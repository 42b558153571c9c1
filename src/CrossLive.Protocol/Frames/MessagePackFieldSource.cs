using MessagePack;

namespace CrossLive.Protocol.Frames;

/// <summary>Reads fields from MessagePack.</summary>
internal ref struct MessagePackFieldSource(MessagePackReader reader) : IFieldSource
{
    private MessagePackReader _reader = reader;

    /// <summary>The reader, as far as it has come.</summary>
    public readonly MessagePackReader Reader => _reader;

    public int EnterObject() => _reader.ReadMapHeader();

    public bool NextField(ref int left, out string name)
    {
        if (left == 0)
        {
            name = "";
            return false;
        }

        left--;
        name = _reader.ReadString() ?? throw Malformed("A field has no name.");
        return true;
    }

    public int EnterList() => _reader.ReadArrayHeader();

    public readonly bool NextItem(ref int left) => left-- > 0;

    public string? Text() => _reader.ReadString();

    public long? Number() => _reader.TryReadNil() ? null : _reader.ReadInt64();

    public bool? Flag() => _reader.TryReadNil() ? null : _reader.ReadBoolean();

    public void Skip() => _reader.Skip();

    public readonly Exception Malformed(string message) => new MessagePackSerializationException(message);
}
