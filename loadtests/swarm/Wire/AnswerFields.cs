using System.Text.Json;
using MessagePack;

namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>The fields of answers, <c>reset</c> and <c>bye</c> that the swarm looks at; everything else is passed over.</summary>
internal struct AnswerFields
{
    public bool Ok;
    public long? Epoch;
    public long? Sequence;
    public bool IsRecovered;
    public string? Why;
    public string? Code;
    public string? Detail;
    public long? RetryMs;
    private long? _number;

    /// <summary>Reads an object; the reader stands on its start.</summary>
    public static AnswerFields Read(ref Utf8JsonReader reader)
    {
        var fields = new AnswerFields { Ok = true };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(reader.ValueSpan);
            reader.Read();
            if (name == Field.Other || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.Number:
                    fields.Set(name, (long)reader.GetDouble());
                    break;
                case JsonTokenType.String:
                    fields.Set(name, reader.GetString()!);
                    break;
                default:
                    fields.Set(name, reader.TokenType == JsonTokenType.True);
                    break;
            }
        }

        return fields;
    }

    /// <summary>Reads a map.</summary>
    public static AnswerFields Read(ref MessagePackReader reader)
    {
        var fields = new AnswerFields { Ok = true };
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            var name = NameOf(MessagePackText.Read(ref reader));
            switch (name == Field.Other ? MessagePackType.Unknown : reader.NextMessagePackType)
            {
                case MessagePackType.Integer:
                    fields.Set(name, reader.ReadInt64());
                    break;
                case MessagePackType.String:
                    fields.Set(name, reader.ReadString()!);
                    break;
                case MessagePackType.Boolean:
                    fields.Set(name, reader.ReadBoolean());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return fields;
    }

    public readonly JoinedMessage ToJoined() => new(Problem, RetryMs, Epoch, Sequence, IsRecovered, Why);

    public readonly AnsweredMessage ToAnswered() => new(Problem);

    public readonly MovedMessage ToMoved() => new(Epoch ?? 0, Sequence ?? 0);

    public readonly GoodbyeMessage ToGoodbye() => new((int)(_number ?? 0), Why ?? Code ?? "bye", RetryMs ?? 0);

    private readonly string? Problem => Ok ? null : $"{Code} {Detail}".TrimEnd();

    private enum Field
    {
        Other = 0,
        Ok,
        Epoch,
        Sequence,
        Recovered,
        Why,
        Code,
        Detail,
        Retry,
    }

    private static Field NameOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("ok"u8) ? Field.Ok
        : name.SequenceEqual("e"u8) ? Field.Epoch
        : name.SequenceEqual("s"u8) ? Field.Sequence
        : name.SequenceEqual("rec"u8) ? Field.Recovered
        : name.SequenceEqual("why"u8) || name.SequenceEqual("reason"u8) ? Field.Why
        : name.SequenceEqual("code"u8) ? Field.Code
        : name.SequenceEqual("detail"u8) ? Field.Detail
        : name.SequenceEqual("retry"u8) ? Field.Retry
        : Field.Other;

    private void Set(Field name, long value)
    {
        switch (name)
        {
            case Field.Epoch:
                Epoch = value;
                break;
            case Field.Sequence:
                Sequence = value;
                break;
            case Field.Retry:
                RetryMs = value;
                break;
            case Field.Code:
                _number = value;
                break;
        }
    }

    private void Set(Field name, string value)
    {
        switch (name)
        {
            case Field.Why:
                Why = value;
                break;
            case Field.Code:
                Code = value;
                break;
            case Field.Detail:
                Detail = value;
                break;
        }
    }

    private void Set(Field name, bool value)
    {
        switch (name)
        {
            case Field.Ok:
                Ok = value;
                break;
            case Field.Recovered:
                IsRecovered = value;
                break;
        }
    }
}
