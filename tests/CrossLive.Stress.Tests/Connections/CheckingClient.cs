using System.Text.Json;
using CrossLive.Fanout.Tests.Paths;
using CrossLive.Protocol;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Shouldly;

namespace CrossLive.Stress.Tests.Connections;

/// <summary>
/// A viewer on a raw socket that reads as fast as it is told to and checks what it is sent: every event follows the one before, from the position that it
/// joined with or was given. It can drop and return.
/// </summary>
internal sealed class CheckingClient(HubServer server, string room, string person) : IDisposable
{
    private readonly List<JsonElement> _early = [];
    private readonly string _token = server.Token(room, person: person);
    private bool _isJoined;
    private int _calls;

    public RawClient Raw { get; private set; } = null!;

    /// <summary>The last event that it has applied.</summary>
    public Position Position { get; private set; }

    /// <summary>A number that two clients have in common only when they have seen the same texts in the same order.</summary>
    public ulong Digest { get; private set; }

    /// <summary>How many events came.</summary>
    public long Events { get; private set; }

    /// <summary>How many of them were counters, which the room makes by itself.</summary>
    public long Counters { get; private set; }

    public int Resets { get; private set; }

    /// <summary>The answer to the last join; undefined before it came.</summary>
    public JsonElement Answer { get; private set; }

    /// <summary>The code of the server's goodbye, or null.</summary>
    public int? Bye { get; private set; }

    /// <summary>Connects and asks to join: with its position, where it has one.</summary>
    public async Task ConnectAsync(int receiveBufferBytes = 0)
    {
        _isJoined = false;
        _early.Clear();
        Raw = await RawClient.ConnectAsync(server.Address, _token, receiveBufferBytes);
        await Raw.SendAsync(RawClient.HandshakeFrame);
        await AskToJoinAsync();
    }

    /// <summary>Asks to join once more on the connection that stands. Frames of the old subscription may still come.</summary>
    public async Task AskToJoinAsync()
    {
        _isJoined = false;
        var position = Position == Position.Start ? string.Empty : $",\"e\":{Position.Epoch},\"s\":{Position.Sequence}";
        await Raw.SendAsync(RawClient.TextFrame(RawClient.JoinCall(room, position, ++_calls)));
    }

    /// <summary>Connects and reads up to the answer.</summary>
    public async Task JoinAsync()
    {
        await ConnectAsync();
        await ReadAsync(() => _isJoined);
    }

    /// <summary>Reads until it has applied this event.</summary>
    public Task ReadToAsync(long sequence) => ReadAsync(() => _isJoined && Position.Sequence >= sequence);

    /// <summary>Reads message by message until the condition holds.</summary>
    /// <exception cref="EndOfStreamException">The server has ended the connection.</exception>
    public async Task ReadAsync(Func<bool> isEnough)
    {
        while (!isEnough())
        {
            await ReadOnceAsync();
        }
    }

    /// <summary>Reads the messages of one frame.</summary>
    public async Task ReadOnceAsync()
    {
        foreach (var message in await Raw.ReadMessagesAsync())
        {
            Take(JsonDocument.Parse(message).RootElement);
        }
    }

    /// <summary>Reads until the server ends the connection.</summary>
    public async Task ReadToEndAsync()
    {
        try
        {
            await ReadAsync(() => false);
        }
        catch (EndOfStreamException)
        {
            // That is what it waited for.
        }
    }

    public void Dispose() => Raw?.Dispose();

    private void Take(JsonElement message)
    {
        var kind = message.TryGetProperty("type", out var type) ? type.GetInt32() : 0;
        if (kind == 3 && message.GetProperty("invocationId").GetString() == _calls.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            TakeAnswer(message.GetProperty("result"));
        }
        else if (kind == 1)
        {
            var argument = message.GetProperty("arguments")[0];
            switch (message.GetProperty("target").GetString())
            {
                case HubMethods.Events when _isJoined:
                    Apply(argument);
                    break;
                case HubMethods.Events:
                    _early.Add(argument);
                    break;
                case HubMethods.Reset:
                    (Position, Resets) = (PositionOf(argument), Resets + 1);
                    break;
                case HubMethods.Bye:
                    Bye = argument.GetProperty("code").GetInt32();
                    break;
            }
        }
    }

    private void TakeAnswer(JsonElement answer)
    {
        answer.GetProperty("ok").GetBoolean().ShouldBeTrue(answer.ToString());
        (Answer, _isJoined) = (answer, true);
        if (!answer.GetProperty("rec").GetBoolean())
        {
            Position = PositionOf(answer);
        }

        _early.ForEach(Apply);
        _early.Clear();
    }

    private void Apply(JsonElement frame)
    {
        var epoch = frame.GetProperty("e").GetInt64();
        foreach (var e in frame.GetProperty("v").EnumerateArray())
        {
            var sequence = e.GetProperty("s").GetInt64();
            if (sequence <= Position.Sequence && _calls > 1)
            {
                // Of the subscription before: the answer's position covers it.
                continue;
            }

            sequence.ShouldBe(Position.Sequence + 1, $"{person} after {Position}");
            Position = new Position(epoch, sequence);
            Events++;
            Counters += e.GetProperty("t").GetString() == EventKinds.Counters ? 1 : 0;
            if (e.TryGetProperty("m", out var text))
            {
                Digest = ((Digest ^ (ulong)sequence) * 1_099_511_628_211) ^ (uint)text.GetString()!.GetHashCode(StringComparison.Ordinal);
            }
        }
    }

    private static Position PositionOf(JsonElement message) => new(message.GetProperty("e").GetInt64(), message.GetProperty("s").GetInt64());
}
