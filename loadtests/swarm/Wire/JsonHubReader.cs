using System.Text.Json;

namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>Reads SignalR's JSON protocol: records that each end with 0x1E. Properties may stand in any order.</summary>
internal static class JsonHubReader
{
    /// <summary>What ends a record.</summary>
    public const byte RecordEnd = 0x1E;

    /// <summary>Reads all records of a WebSocket message.</summary>
    /// <exception cref="FormatException">The last record has no end.</exception>
    /// <exception cref="JsonException">A record is no JSON.</exception>
    public static void Read(ReadOnlySpan<byte> payload, List<ServerMessage> messages)
    {
        while (!payload.IsEmpty)
        {
            var end = payload.IndexOf(RecordEnd);
            if (end < 0)
            {
                throw new FormatException("A record has no end.");
            }

            messages.Add(ReadRecord(payload[..end]));
            payload = payload[(end + 1)..];
        }
    }

    private static ServerMessage ReadRecord(ReadOnlySpan<byte> record)
    {
        var head = Head.Of(record);
        return head.Type switch
        {
            HubType.Invocation => ReadInvocation(head, record),
            HubType.Completion => ReadCompletion(head, record),
            HubType.Close => new GoodbyeMessage(0, head.Error ?? "the server closed the connection", 0),
            HubType.None => head.Error is { } error ? new GoodbyeMessage(0, error, 0) : new ReadyMessage(),
            _ => ServerMessage.Passed,
        };
    }

    private static ServerMessage ReadInvocation(Head head, ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record[head.Body..]);
        if (head.Body == 0 || !reader.Read() || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return ServerMessage.Passed;
        }

        return head.Target switch
        {
            HubTarget.Events => JsonEvents.ReadFrame(ref reader) ?? ServerMessage.Passed,
            HubTarget.Event => JsonEvents.ReadSingle(ref reader) ?? ServerMessage.Passed,
            HubTarget.Reset => AnswerFields.Read(ref reader).ToMoved(),
            HubTarget.Bye => AnswerFields.Read(ref reader).ToGoodbye(),
            _ => ServerMessage.Passed,
        };
    }

    private static ServerMessage ReadCompletion(Head head, ReadOnlySpan<byte> record)
    {
        var fields = new AnswerFields { Ok = head.Error is null, Code = head.Error };
        if (head.Body != 0)
        {
            var reader = new Utf8JsonReader(record[head.Body..]);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                fields = AnswerFields.Read(ref reader);
            }
        }

        return head.IsJoin ? fields.ToJoined() : fields.ToAnswered();
    }

    // What a record is, and where its arguments or its result begin.
    private ref struct Head
    {
        public int Type;
        public HubTarget Target;
        public bool IsJoin;
        public int Body;
        public string? Error;

        public static Head Of(ReadOnlySpan<byte> record)
        {
            var head = default(Head);
            var reader = new Utf8JsonReader(record);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                head.Take(ref reader);
            }

            return head;
        }

        private void Take(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                Type = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("target"u8))
            {
                reader.Read();
                Target = HubTarget.Of(reader.ValueSpan);
            }
            else if (reader.ValueTextEquals("invocationId"u8))
            {
                reader.Read();
                IsJoin = reader.ValueTextEquals(HubCalls.JoinId);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                Error = reader.GetString();
            }
            else if (reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("result"u8))
            {
                reader.Read();
                Body = (int)reader.TokenStartIndex;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
