using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Tests.Hubs;
using CrossLive.Protocol;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Paths;

/// <summary>Clients that break the rules of WebSockets or of the hub: each ends its own connection, and nobody else notices.</summary>
public abstract class BadFrameSuite
{
    private const string Room = "bad-frames";

    private static readonly byte[] Hello = Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e");

    // What is sent after the hub's handshake.
    private static readonly Dictionary<string, byte[]> Bad = new(StringComparer.Ordinal)
    {
        ["unmasked"] = RawClient.Frame(1, Hello, isMasked: false),
        ["a reserved bit"] = RawClient.Frame(1, Hello, reserved: 4),
        ["all reserved bits"] = RawClient.Frame(2, Hello, reserved: 7),
        ["a reserved opcode"] = RawClient.Frame(3, Hello),
        ["a reserved control opcode"] = RawClient.Frame(0xB, []),
        ["a continuation of nothing"] = RawClient.Frame(0, Hello),
        ["a new message inside another"] = [.. RawClient.Frame(1, Hello, isFinal: false), .. RawClient.Frame(1, Hello)],
        ["a ping of 126 bytes"] = RawClient.Frame(9, new byte[126]),
        ["a ping in pieces"] = RawClient.Frame(9, [1], isFinal: false),
        ["a close of one byte"] = RawClient.Frame(8, [3]),
        ["a close with a code that is none"] = RawClient.Frame(8, [0, 5]),
        ["a negative length"] = RawClient.Frame(1, Hello, claimedBytes: ulong.MaxValue),
        ["a length of 2^62 and bytes on and on"] = RawClient.Frame(1, new byte[100_000], claimedBytes: 1UL << 62),
        ["a length of 4 GiB and bytes on and on"] = RawClient.Frame(2, new byte[100_000], claimedBytes: 1UL << 32),
        ["text that is no UTF-8"] = RawClient.Frame(1, [0xFF, 0xFE, 0x1E]),
        ["a call whose text is no UTF-8"] = RawClient.Frame(
            1, [.. "{\"type\":1,\"invocationId\":\"9\",\"target\":\"claim\",\"arguments\":[{\"k\":\""u8, 0xC3, 0x28, .. "\",\"id\":\"s\",\"q\":1}]}"u8, 0x1E]),
        ["a wrong mask, so no JSON"] = WithWrongMask(RawClient.Frame(1, Hello)),
        ["no JSON"] = RawClient.TextFrame("hello?"),
        ["no JSON object"] = RawClient.TextFrame("[]"),
        ["half a JSON object, ended"] = RawClient.TextFrame("{\"type\":1,\"target\":"),
        ["40 KiB without an end"] = RawClient.Frame(1, new byte[40 * 1024]),
        ["garbage"] = [.. Enumerable.Range(0, 5_000).Select(i => (byte)((i * 7_919) + 128))],
        ["an HTTP request"] = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    };

    private readonly HubServer _server;

    private protected BadFrameSuite(HubServer server) => _server = server;

    public static TheoryData<string> BadThings => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(BadThings))]
    public Task What_breaks_the_rules_ends_its_own_connection(string what) => OthersDoNotNoticeAsync(async () =>
    {
        using var client = await RawClient.JoinAsync(_server.Address, _server.Token(Room, person: "bad"), Room);
        await ReadAnswerAsync(client);

        await client.SendAsync(Bad[what]);

        await client.ReadToEndAsync().WaitAsync(Eventually.Patience);
    });

    [Theory]
    [MemberData(nameof(BadThings))]
    public Task What_breaks_the_rules_instead_of_a_handshake_ends_its_own_connection(string what) => OthersDoNotNoticeAsync(async () =>
    {
        using var client = await RawClient.ConnectAsync(_server.Address, _server.Token(Room, person: "bad"));

        // A second one: some of these are a handshake.
        await client.SendAsync(Bad[what]);
        await IgnoreEndAsync(client.SendAsync(Bad[what]));

        await client.ReadToEndAsync().WaitAsync(Eventually.Patience);
    });

    [Theory]
    [MemberData(nameof(BadThings))]
    public Task What_comes_before_the_upgrade_s_answer_harms_its_own_connection_at_most(string what) => OthersDoNotNoticeAsync(async () =>
    {
        using var client = await RawClient.RequestAsync(_server.Address, _server.Token(Room, person: "bad"), [.. RawClient.HandshakeFrame, .. Bad[what]]);
        client.Socket.Shutdown(SocketShutdown.Send);

        await client.DrainAsync().WaitAsync(Eventually.Patience);
    });

    [Fact]
    public Task A_client_that_does_not_wait_for_the_upgrade_s_answer_confuses_itself_at_most() => OthersDoNotNoticeAsync(async () =>
    {
        byte[] early = [.. RawClient.HandshakeFrame, .. RawClient.TextFrame(RawClient.JoinCall(Room)), .. RawClient.Frame(8, [0x03, 0xE8])];
        for (var i = 0; i < 50; i++)
        {
            using var client = await RawClient.RequestAsync(_server.Address, _server.Token(Room, person: "early"), early);
            client.Socket.Shutdown(SocketShutdown.Send);
            await client.DrainAsync().WaitAsync(Eventually.Patience);
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_client_that_ends_in_the_middle_of_a_frame_is_forgotten(bool resets) => OthersDoNotNoticeAsync(async () =>
    {
        using var client = await RawClient.JoinAsync(_server.Address, _server.Token(Room, person: "half"), Room);
        await ReadAnswerAsync(client);
        await client.SendAsync(RawClient.TextFrame(RawClient.JoinCall(Room)).AsMemory(0, 20));

        if (resets)
        {
            client.Reset();
        }
        else
        {
            client.Socket.Shutdown(SocketShutdown.Send);
            await client.ReadToEndAsync().WaitAsync(Eventually.Patience);
        }
    });

    [Fact]
    public Task Messages_in_pieces_with_pings_between_them_are_read_and_pongs_come_in_order() => OthersDoNotNoticeAsync(async () =>
    {
        using var client = await RawClient.ConnectAsync(_server.Address, _server.Token(Room, person: "pieces"));
        var call = Encoding.UTF8.GetBytes(RawClient.JoinCall(Room) + "\u001e");
        await client.SendAsync(RawClient.HandshakeFrame);
        for (var i = 0; i < call.Length; i++)
        {
            await client.SendAsync(RawClient.Frame(i == 0 ? 1 : 0, [call[i]], isFinal: i == call.Length - 1));
            await client.SendAsync(RawClient.Frame(9, Number(i)));
        }

        var pongs = 0;
        var isJoined = false;
        while (pongs < call.Length || !isJoined)
        {
            var (opcode, payload, _) = await client.ReadFrameAsync().WaitAsync(Eventually.Patience);
            isJoined |= opcode == 1 && Encoding.UTF8.GetString(payload).Contains("\"type\":3", StringComparison.Ordinal);
            if (opcode == 0xA)
            {
                payload.ShouldBe(Number(pongs++));
            }
        }
    });

    [Fact]
    public Task A_flood_of_pings_that_nobody_reads_the_pongs_of_holds_up_its_own_connection_only() => OthersDoNotNoticeAsync(async () =>
    {
        using var client = await RawClient.JoinAsync(_server.Address, _server.Token(Room, person: "flood"), Room, receiveBufferBytes: 4_096);
        await ReadAnswerAsync(client);
        var ping = RawClient.Frame(9, new byte[125]);
        var pings = Enumerable.Range(0, 200).SelectMany(_ => ping).ToArray();

        // Until the server stops reading, for it cannot write; or for 25 MB.
        for (var i = 0; i < 1_000 && await IsSentAsync(client, pings); i++)
        {
        }
    });

    [Fact]
    public Task A_close_is_answered_by_a_close() => OthersDoNotNoticeAsync(async () =>
    {
        using var client = await RawClient.JoinAsync(_server.Address, _server.Token(Room, person: "close"), Room);
        await ReadAnswerAsync(client);

        await client.SendAsync(RawClient.Frame(8, [0x03, 0xE8]));

        var opcode = -1;
        while (opcode != 8)
        {
            (opcode, _, _) = await client.ReadFrameAsync().WaitAsync(Eventually.Patience);
        }

        await client.ReadToEndAsync().WaitAsync(Eventually.Patience);
    });

    [Theory]
    [InlineData("Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short")]
    [InlineData("Sec-WebSocket-Version: 13")]
    public Task A_request_that_is_no_websocket_s_is_refused_and_the_connection_serves_the_next_one(string headers) => OthersDoNotNoticeAsync(async () =>
    {
        using var client = await RawClient.OpenAsync(_server.Address);
        var token = _server.Token(Room, person: "odd");
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(Encoding.ASCII.GetBytes($"GET {HubMethods.Path}?access_token={token} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{headers}\r\n\r\n"));
            var head = await client.ReadHeadAsync().WaitAsync(Eventually.Patience);
            head.ShouldStartWith("HTTP/1.1 4");
            await client.ReadBodyAsync(head);
        }
    });

    // A viewer beside it, in the same room: sees everything, and keeps its connection. And nothing is left of the others.
    private async Task OthersDoNotNoticeAsync(Func<Task> misbehaveAsync)
    {
        var room = await _server.OpenAsync(Room);
        await using var witness = await _server.ConnectAsync(_server.Token(Room, Role.Operator, "witness"), WireProtocol.MessagePack);
        var reply = await witness.JoinAsync(Room);
        var (connections, direct, viewers) = (_server.Door.Connections, _server.Direct.Count, _server.Feeds.Viewers);
        for (var i = 0; i < 5; i++)
        {
            (await room.ExecuteAsync([new RoomCommand(new Person("twitch", "t1", "Tom"), new PostChat($"before {i}"))])).Single().IsDone.ShouldBeTrue();
        }

        await misbehaveAsync();

        await ShouldSeeAsync(witness, reply.Sequence!.Value, await witness.ChatAsync("still here"));
        await Eventually.HoldsAsync(
            () => (_server.Door.Connections, _server.Direct.Count, _server.Feeds.Viewers) == (connections, direct, viewers), "every other connection's end");
    }

    private static async Task ShouldSeeAsync(RoomViewer witness, long from, Protocol.Calls.CommandReply last)
    {
        last.Ok.ShouldBeTrue(last.ToString());
        await Eventually.HoldsAsync(() => witness.Positions.Any(position => position.Sequence == last.Sequence), "the last event");
        var seen = witness.Positions.Select(position => position.Sequence).ToArray();
        seen.ShouldBe(Enumerable.Range(1, seen.Length).Select(i => from + i));
    }

    private static async Task ReadAnswerAsync(RawClient client)
    {
        while (!(await client.ReadMessagesAsync().WaitAsync(Eventually.Patience)).Any(message => message.Contains("\"type\":3", StringComparison.Ordinal)))
        {
        }
    }

    // False where the server takes no more of it.
    private static async Task<bool> IsSentAsync(RawClient client, byte[] bytes)
    {
        try
        {
            await client.SendAsync(bytes).WaitAsync(TimeSpan.FromMilliseconds(300));
            return true;
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task IgnoreEndAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The server has ended it, or does not read any more.
        }
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] WithWrongMask(byte[] frame)
    {
        frame[3] ^= 0xA5;
        return frame;
    }
}

[Collection(nameof(ServerPath.Direct))]
public sealed class DirectBadFrameTests(DirectServer shared) : BadFrameSuite(shared.Server);

[Collection(nameof(ServerPath.Pooled))]
public sealed class PooledBadFrameTests(PooledServer shared) : BadFrameSuite(shared.Server);

[Collection(nameof(ServerPath.Standard))]
public sealed class StandardBadFrameTests(StandardServer shared) : BadFrameSuite(shared.Server);
