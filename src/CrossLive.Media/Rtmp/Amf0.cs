using System.Buffers.Binary;
using System.Text;

namespace CrossLive.Media.Rtmp;

/// <summary>
/// Action Message Format 0. Values are double, bool, string, null (null and undefined), <see cref="DateTimeOffset"/>,
/// object?[] (strict array) and <see cref="Dictionary{TKey, TValue}"/> of string to object? (object, typed object, ECMA array).
/// </summary>
public static class Amf0
{
    private const byte Number = 0, Boolean = 1, Text = 2, Object = 3, Null = 5, Undefined = 6, EcmaArray = 8, ObjectEnd = 9, StrictArray = 10, Date = 11, LongText = 12, Xml = 15, TypedObject = 16;

    /// <summary>All values of a message.</summary>
    /// <exception cref="RtmpProtocolException">Cut short, of an unknown kind, too deep or too many.</exception>
    public static List<object?> Read(ReadOnlySpan<byte> bytes, RtmpLimits limits)
    {
        var reader = new Reader(bytes, limits);
        List<object?> values = [];
        while (!reader.IsAtEnd)
        {
            values.Add(reader.ReadValue(0));
        }

        return values;
    }

    /// <summary>The bytes of values, one after the other.</summary>
    /// <exception cref="ArgumentException">A value has none of the types named above, or a name is over 65,535 bytes.</exception>
    public static byte[] Write(params ReadOnlySpan<object?> values)
    {
        using var stream = new MemoryStream();
        foreach (var value in values)
        {
            WriteValue(stream, value);
        }

        return stream.ToArray();
    }

    private static void WriteValue(MemoryStream stream, object? value)
    {
        Span<byte> eight = stackalloc byte[8];
        switch (value)
        {
            case null:
                stream.WriteByte(Null);
                break;
            case double number:
                stream.WriteByte(Number);
                BinaryPrimitives.WriteDoubleBigEndian(eight, number);
                stream.Write(eight);
                break;
            case bool truth:
                stream.WriteByte(Boolean);
                stream.WriteByte(truth ? (byte)1 : (byte)0);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                stream.WriteByte(bytes.Length <= ushort.MaxValue ? Text : LongText);
                BinaryPrimitives.WriteInt32BigEndian(eight, bytes.Length);
                stream.Write(bytes.Length <= ushort.MaxValue ? eight[2..4] : eight[..4]);
                stream.Write(bytes);
                break;
            case DateTimeOffset time:
                stream.WriteByte(Date);
                BinaryPrimitives.WriteDoubleBigEndian(eight, time.ToUnixTimeMilliseconds());
                stream.Write(eight);
                stream.Write([0, 0]);
                break;
            case object?[] array:
                stream.WriteByte(StrictArray);
                BinaryPrimitives.WriteInt32BigEndian(eight, array.Length);
                stream.Write(eight[..4]);
                foreach (var each in array)
                {
                    WriteValue(stream, each);
                }

                break;
            case Dictionary<string, object?> properties:
                stream.WriteByte(Object);
                foreach (var (name, property) in properties)
                {
                    WriteName(stream, name);
                    WriteValue(stream, property);
                }

                stream.Write([0, 0, ObjectEnd]);
                break;
            default:
                throw new ArgumentException($"AMF0 has no {value.GetType().Name} here.", nameof(value));
        }
    }

    private static void WriteName(MemoryStream stream, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length is 0 or > ushort.MaxValue)
        {
            throw new ArgumentException("A name has 1 to 65,535 bytes.", nameof(name));
        }

        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes, RtmpLimits limits)
    {
        private ReadOnlySpan<byte> _rest = bytes;
        private int _count;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public object? ReadValue(int depth)
        {
            if (depth > limits.MaxAmfDepth)
            {
                throw new RtmpProtocolException($"AMF: deeper than {limits.MaxAmfDepth}.");
            }

            if (++_count > limits.MaxAmfValues)
            {
                throw new RtmpProtocolException($"AMF: more than {limits.MaxAmfValues} values.");
            }

            var kind = Take(1)[0];
            switch (kind)
            {
                case Number:
                    return BinaryPrimitives.ReadDoubleBigEndian(Take(8));
                case Boolean:
                    return Take(1)[0] != 0;
                case Text:
                    return ReadText(BinaryPrimitives.ReadUInt16BigEndian(Take(2)));
                case LongText or Xml:
                    return ReadText(BinaryPrimitives.ReadUInt32BigEndian(Take(4)));
                case Null or Undefined:
                    return null;
                case Object:
                    return ReadProperties(depth);
                case TypedObject:
                    Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2)));
                    return ReadProperties(depth);
                case EcmaArray:
                    // The count is a hint only; the end mark decides.
                    Take(4);
                    return ReadProperties(depth);
                case StrictArray:
                    return ReadArray(depth);
                case Date:
                    var sinceEpochMs = BinaryPrimitives.ReadDoubleBigEndian(Take(8));
                    Take(2);
                    return sinceEpochMs is >= -62_135_596_800_000 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds((long)sinceEpochMs) : null;
                default:
                    throw new RtmpProtocolException($"AMF: kind {kind} is not taken.");
            }
        }

        private object?[] ReadArray(int depth)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(Take(4));
            // Each value takes a byte at least: a length that cannot be is refused before anything is allocated.
            if (length > _rest.Length || length > limits.MaxAmfValues)
            {
                throw new RtmpProtocolException($"AMF: an array of {length} values.");
            }

            var values = new object?[length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = ReadValue(depth + 1);
            }

            return values;
        }

        private Dictionary<string, object?> ReadProperties(int depth)
        {
            Dictionary<string, object?> properties = new(StringComparer.Ordinal);
            while (true)
            {
                var name = ReadText(BinaryPrimitives.ReadUInt16BigEndian(Take(2)));
                if (name.Length == 0 && !_rest.IsEmpty && _rest[0] == ObjectEnd)
                {
                    Take(1);
                    return properties;
                }

                properties[name] = ReadValue(depth + 1);
            }
        }

        private string ReadText(uint length) => Encoding.UTF8.GetString(Take(length));

        private ReadOnlySpan<byte> Take(uint count)
        {
            if (count > _rest.Length)
            {
                throw new RtmpProtocolException("AMF: cut short.");
            }

            var taken = _rest[..(int)count];
            _rest = _rest[(int)count..];
            return taken;
        }
    }
}
