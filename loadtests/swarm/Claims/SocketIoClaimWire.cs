using System.Globalization;
using System.Text;
using System.Text.Json;
using CrossLive.LoadTests.Swarm.WebSockets;

namespace CrossLive.LoadTests.Swarm.Claims;

/// <summary>The peer: an emit with an acknowledgement for each claim.</summary>
public sealed class SocketIoClaimWire : ClaimWire
{
    private static readonly byte[] Connect = ClientFrame.Of(Opcode.Text, "40"u8);
    private static readonly byte[] Pong = ClientFrame.Of(Opcode.Text, "3"u8);

    /// <inheritdoc/>
    public override byte[]? Hello => null;

    /// <inheritdoc/>
    public override byte[]? Join => null;

    /// <summary>The server pings, and is answered.</summary>
    public override byte[]? KeepAlive => null;

    /// <inheritdoc/>
    public override byte[] Claim(long id, string key, string sale, int quantity) => ClientFrame.Of(
        Opcode.Text,
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"42{id}[\"claim\",{{\"k\":\"{key}\",\"id\":\"{sale}\",\"q\":{quantity}}}]")));

    /// <inheritdoc/>
    internal override void Read(ReadOnlySpan<byte> payload, ClaimSocket socket)
    {
        switch (payload)
        {
            case [(byte)'0', ..]:
                socket.Send(Connect);
                break;
            case [(byte)'2', ..]:
                socket.Send(Pong);
                break;
            case [(byte)'4', (byte)'0', ..]:
                socket.NoteReady();
                break;
            case [(byte)'4', (byte)'3', .. var acknowledgement]:
                socket.NoteAnswer(ReadAnswer(acknowledgement));
                break;
            case [(byte)'4', (byte)'4', ..] or [(byte)'1', ..] or [(byte)'4', (byte)'1', ..]:
                throw new FormatException(Encoding.UTF8.GetString(payload));
        }
    }

    // 17[{"ok":true,"no":5,"st":1}]
    private static ClaimAnswer ReadAnswer(ReadOnlySpan<byte> acknowledgement)
    {
        var start = acknowledgement.IndexOf((byte)'[');
        var answer = new ClaimAnswer(long.Parse(acknowledgement[..start], CultureInfo.InvariantCulture), IsOk: false, IsRepeat: false, 0, 0, null);
        var reader = new Utf8JsonReader(acknowledgement[start..]);
        reader.Read();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ok"u8))
            {
                reader.Read();
                answer = answer with { IsOk = reader.GetBoolean() };
            }
            else if (reader.ValueTextEquals("no"u8))
            {
                reader.Read();
                answer = answer with { Number = reader.GetInt64() };
            }
            else if (reader.ValueTextEquals("st"u8))
            {
                reader.Read();
                answer = answer with { Status = reader.GetInt32() };
            }
            else if (reader.ValueTextEquals("code"u8))
            {
                reader.Read();
                answer = answer with { Code = reader.GetString() };
            }
            else
            {
                reader.Skip();
            }
        }

        return answer;
    }
}
