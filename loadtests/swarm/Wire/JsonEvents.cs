using System.Text.Json;

namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>Reads events from JSON: a frame <c>{e, v: […]}</c>, or one event alone. The reader stands on the object's start and is left on its end.</summary>
internal static class JsonEvents
{
    /// <summary>A frame.</summary>
    public static EventBatch? ReadFrame(ref Utf8JsonReader reader)
    {
        var builder = new EventBatchBuilder(0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("e"u8))
            {
                reader.Read();
                builder.Epoch = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("v"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadEvent(ref reader, ref builder);
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return builder.Build();
    }

    /// <summary>One event, as a batch.</summary>
    public static EventBatch? ReadSingle(ref Utf8JsonReader reader)
    {
        var builder = new EventBatchBuilder(0);
        ReadEvent(ref reader, ref builder);
        return builder.Build();
    }

    private static void ReadEvent(ref Utf8JsonReader reader, ref EventBatchBuilder builder)
    {
        long sequence = 0;
        long? dueUs = null;
        var isThinned = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("s"u8))
            {
                reader.Read();
                sequence = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("t"u8))
            {
                reader.Read();
                isThinned = reader.ValueTextEquals("thinned"u8);
            }
            else if (reader.ValueTextEquals("m"u8))
            {
                reader.Read();
                dueUs = reader.TokenType == JsonTokenType.String ? DueText.Read(reader.ValueSpan) : null;
            }
            else
            {
                reader.Skip();
            }
        }

        builder.Add(sequence, isThinned, dueUs);
    }
}
