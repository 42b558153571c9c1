using MessagePack;

namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>Reads events from MessagePack: a frame <c>{e, v: […]}</c>, or one event alone.</summary>
internal static class MessagePackEvents
{
    /// <summary>A frame.</summary>
    public static EventBatch? ReadFrame(ref MessagePackReader reader)
    {
        var builder = new EventBatchBuilder(0);
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            var name = MessagePackText.Read(ref reader);
            if (name.SequenceEqual("e"u8))
            {
                builder.Epoch = reader.ReadInt64();
            }
            else if (name.SequenceEqual("v"u8))
            {
                for (var events = reader.ReadArrayHeader(); events > 0; events--)
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
    public static EventBatch? ReadSingle(ref MessagePackReader reader)
    {
        var builder = new EventBatchBuilder(0);
        ReadEvent(ref reader, ref builder);
        return builder.Build();
    }

    private static void ReadEvent(ref MessagePackReader reader, ref EventBatchBuilder builder)
    {
        long sequence = 0;
        long? dueUs = null;
        var isThinned = false;
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            var name = MessagePackText.Read(ref reader);
            if (name.SequenceEqual("s"u8))
            {
                sequence = reader.ReadInt64();
            }
            else if (name.SequenceEqual("t"u8))
            {
                isThinned = MessagePackText.Read(ref reader).SequenceEqual("thinned"u8);
            }
            else if (name.SequenceEqual("m"u8) && reader.NextMessagePackType == MessagePackType.String)
            {
                dueUs = DueText.Read(MessagePackText.Read(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }

        builder.Add(sequence, isThinned, dueUs);
    }
}
