using MessagePack;

namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>Reads SignalR's MessagePack protocol: messages with their length in front, seven bits a byte, lowest first.</summary>
internal static class MessagePackHubReader
{
    private const int MaxLengthBytes = 5;
    private const int ErrorResult = 1;
    private const int ValueResult = 3;

    /// <summary>Reads all messages of a WebSocket message.</summary>
    /// <exception cref="FormatException">A length is wrong.</exception>
    /// <exception cref="MessagePackSerializationException">A message is no MessagePack.</exception>
    public static void Read(ReadOnlyMemory<byte> payload, List<ServerMessage> messages)
    {
        while (!payload.IsEmpty)
        {
            var (lengthBytes, length) = ReadLength(payload.Span);
            messages.Add(ReadMessage(payload.Slice(lengthBytes, length)));
            payload = payload[(lengthBytes + length)..];
        }
    }

    private static (int Bytes, int Length) ReadLength(ReadOnlySpan<byte> payload)
    {
        var length = 0;
        for (var i = 0; i < Math.Min(MaxLengthBytes, payload.Length); i++)
        {
            length |= (payload[i] & 0x7F) << (7 * i);
            if ((payload[i] & 0x80) == 0)
            {
                return length >= 0 && length <= payload.Length - i - 1 ? (i + 1, length) : throw new FormatException("A message is cut off.");
            }
        }

        throw new FormatException("A message's length has no end.");
    }

    private static ServerMessage ReadMessage(ReadOnlyMemory<byte> message)
    {
        var reader = new MessagePackReader(message);
        _ = reader.ReadArrayHeader();
        return reader.ReadInt32() switch
        {
            HubType.Invocation => ReadInvocation(ref reader),
            HubType.Completion => ReadCompletion(ref reader),
            HubType.Close => new GoodbyeMessage(0, reader.ReadString() ?? "the server closed the connection", 0),
            _ => ServerMessage.Passed,
        };
    }

    // [1, headers, id, target, [arguments], streams]
    private static ServerMessage ReadInvocation(ref MessagePackReader reader)
    {
        reader.Skip();
        reader.Skip();
        var target = HubTarget.Of(MessagePackText.Read(ref reader));
        if (target == HubTarget.Other || reader.ReadArrayHeader() == 0 || reader.NextMessagePackType != MessagePackType.Map)
        {
            return ServerMessage.Passed;
        }

        return target switch
        {
            HubTarget.Events => MessagePackEvents.ReadFrame(ref reader) ?? ServerMessage.Passed,
            HubTarget.Event => MessagePackEvents.ReadSingle(ref reader) ?? ServerMessage.Passed,
            HubTarget.Reset => AnswerFields.Read(ref reader).ToMoved(),
            _ => AnswerFields.Read(ref reader).ToGoodbye(),
        };
    }

    // [3, headers, id, kind, error or result]
    private static ServerMessage ReadCompletion(ref MessagePackReader reader)
    {
        reader.Skip();
        var isJoin = MessagePackText.Read(ref reader).SequenceEqual(HubCalls.JoinId);
        var kind = reader.ReadInt32();
        var fields = kind switch
        {
            ErrorResult => new AnswerFields { Code = reader.ReadString() },
            ValueResult when reader.NextMessagePackType == MessagePackType.Map => AnswerFields.Read(ref reader),
            _ => new AnswerFields { Ok = true },
        };
        return isJoin ? fields.ToJoined() : fields.ToAnswered();
    }
}
