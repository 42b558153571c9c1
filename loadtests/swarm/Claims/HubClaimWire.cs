using System.Globalization;
using System.Text;
using System.Text.Json;
using CrossLive.LoadTests.Swarm.WebSockets;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Claims;

/// <summary>Our hub, over JSON.</summary>
/// <param name="room">The room to join.</param>
public sealed class HubClaimWire(string room) : ClaimWire
{
    /// <summary>The currency of every claim.</summary>
    public const string Currency = "CNY";

    // An id that no call of a buyer has.
    private const string JoinId = "j";

    /// <inheritdoc/>
    public override byte[] Hello => HubCalls.JsonHandshake;

    /// <inheritdoc/>
    public override byte[] Join { get; } = HubCalls.JsonCall("join", JoinId, new { r = room });

    /// <inheritdoc/>
    public override byte[] KeepAlive => HubCalls.JsonPing;

    /// <summary>Any call.</summary>
    public static byte[] Call(long id, string method, object argument) => HubCalls.JsonCall(method, id.ToString(CultureInfo.InvariantCulture), argument);

    /// <inheritdoc/>
    public override byte[] Claim(long id, string key, string sale, int quantity) => ClaimFrame(id, key, sale, quantity);

    /// <inheritdoc/>
    internal override void Read(ReadOnlySpan<byte> payload, ClaimSocket socket)
    {
        while (!payload.IsEmpty)
        {
            var end = payload.IndexOf(JsonHubReader.RecordEnd);
            if (end < 0)
            {
                throw new FormatException("A record has no end.");
            }

            ReadRecord(payload[..end], socket);
            payload = payload[(end + 1)..];
        }
    }

    private static byte[] ClaimFrame(long id, string key, string sale, int quantity) => ClientFrame.Of(
        Opcode.Text,
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"type\":1,\"invocationId\":\"{id}\",\"target\":\"claim\",\"arguments\":[{{\"k\":\"{key}\",\"id\":\"{sale}\",\"q\":{quantity},\"c\":\"{Currency}\"}}]}}\u001e")));

    private static void ReadRecord(ReadOnlySpan<byte> record, ClaimSocket socket)
    {
        // Most of what comes beside answers are the room's frames: passed over unread.
        if (record.StartsWith("{\"type\":1,"u8))
        {
            return;
        }

        var (type, id, isJoin, error) = (0, 0L, false, (string?)null);
        var result = default(ClaimAnswer);
        var reader = new Utf8JsonReader(record);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("invocationId"u8))
            {
                reader.Read();
                isJoin = !long.TryParse(reader.ValueSpan, CultureInfo.InvariantCulture, out id);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                error = reader.GetString();
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                reader.Read();
                result = ReadResult(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        switch (type)
        {
            case HubType.Completion when isJoin:
                socket.NoteJoined(result.IsOk ? null : result.Code ?? error ?? "refused");
                break;
            case HubType.Completion:
                socket.NoteAnswer(error is null ? result with { Id = id } : new ClaimAnswer(id, IsOk: false, IsRepeat: false, 0, 0, error));
                break;
            case HubType.Close:
                throw new FormatException(error ?? "the server closed the connection");
            case HubType.None when error is null:
                socket.NoteReady();
                break;
        }
    }

    private static ClaimAnswer ReadResult(ref Utf8JsonReader reader)
    {
        var answer = default(ClaimAnswer);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ok"u8))
            {
                reader.Read();
                answer = answer with { IsOk = reader.GetBoolean() };
            }
            else if (reader.ValueTextEquals("rep"u8))
            {
                reader.Read();
                answer = answer with { IsRepeat = reader.TokenType == JsonTokenType.True };
            }
            else if (reader.ValueTextEquals("code"u8))
            {
                reader.Read();
                answer = answer with { Code = reader.GetString() };
            }
            else if (reader.ValueTextEquals("claim"u8))
            {
                reader.Read();
                answer = reader.TokenType == JsonTokenType.StartObject ? ReadClaim(ref reader, answer) : answer;
            }
            else
            {
                reader.Skip();
            }
        }

        return answer;
    }

    private static ClaimAnswer ReadClaim(ref Utf8JsonReader reader, ClaimAnswer answer)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("no"u8))
            {
                reader.Read();
                answer = answer with { Number = reader.GetInt64() };
            }
            else if (reader.ValueTextEquals("st"u8))
            {
                reader.Read();
                answer = answer with { Status = reader.GetInt32() };
            }
            else
            {
                reader.Skip();
            }
        }

        return answer;
    }
}
