using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.WebSockets;

namespace CrossLive.LoadTests.Tests;

public sealed class SwarmTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ScriptedServer _server = new();
    private readonly ViewerSwarm _swarm;

    public SwarmTests() => _swarm = new ViewerSwarm(_server.Plan);

    [Fact]
    public async Task A_frame_that_is_cut_at_any_byte_is_read_like_a_whole_one()
    {
        await EnterAsync();
        var length = ServerFrame.Of(Opcode.Text, ScriptedServer.Payload(100)).Length;

        for (var cut = 1; cut < length; cut++)
        {
            // Of one length each: sequences of three digits.
            var frame = ServerFrame.Of(Opcode.Text, ScriptedServer.Payload(99 + cut));
            await _server.SendAsync(frame.AsMemory(0, cut));
            await ReadByTheSwarmAsync();
            await _server.SendAsync(frame.AsMemory(cut));
            await SeenAsync(cut);
        }

        _swarm.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_in_several_frames_is_put_together_also_with_a_ping_in_between()
    {
        await EnterAsync();
        var payload = ScriptedServer.Payload(1);

        await _server.SendAsync(ServerFrame.Of(Opcode.Text, payload.AsSpan(0, 10), isFinal: false));
        await _server.SendAsync(ServerFrame.Of(Opcode.Ping, "are you there"u8));
        await _server.SendAsync(ServerFrame.Of(Opcode.Continuation, payload.AsSpan(10, 20), isFinal: false));
        await _server.SendAsync(ServerFrame.Of(Opcode.Continuation, payload.AsSpan(30)));

        await SeenAsync(1);
        (await _server.ReceiveAsync(6 + "are you there".Length)).ShouldBe(ClientFrame.Of(Opcode.Pong, "are you there"u8));
        _swarm.Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(new long[] { 1, 2, 4 }, "a gap: 4 came after 2")]
    [InlineData(new long[] { 1, 2, 2 }, "a repeat: 2 came after 2")]
    [InlineData(new long[] { 1, 3, 2 }, "a gap: 3 came after 1")]
    public async Task A_server_that_does_wrong_is_found_out(long[] sequences, string problem)
    {
        await EnterAsync();

        foreach (var sequence in sequences)
        {
            await _server.SendAsync(ServerFrame.Of(Opcode.Text, ScriptedServer.Payload(sequence)));
        }

        await SeenAsync(sequences.Length);
        _swarm.ProblemCount.ShouldBeGreaterThan(0);
        _swarm.Problems[0].ShouldContain(problem);
    }

    [Fact]
    public async Task A_lost_connection_is_a_problem_where_nobody_is_to_come_back()
    {
        await EnterAsync();

        await _server.SendAsync(ServerFrame.Of(Opcode.Close, [3, 232, (byte)'b', (byte)'y', (byte)'e']));

        await WaitAsync(() => _swarm.ProblemCount == 1);
        _swarm.Problems.ShouldHaveSingleItem().ShouldContain("bye");
        _swarm.In.ShouldBe(0);
    }

    [Fact]
    public async Task What_a_window_counts_is_due_in_it_or_came_in_it()
    {
        await EnterAsync();
        await _swarm.OnEachAsync(loop => loop.Meter.Measure(0, 2));

        await _server.SendAsync(ServerFrame.Of(Opcode.Text, ScriptedServer.Payload(1)));

        await SeenAsync(1);
        // The loop counts an event before it measures it: once round, and both are done.
        await _swarm.OnEachAsync(_ => { });
        var window = _swarm.Window();
        (window.Delivered, window.Arrived, window.LatencyUs.TotalCount).ShouldBe((1, 0, 1));
    }

    public void Dispose()
    {
        _swarm.Dispose();
        _server.Dispose();
    }

    private async Task EnterAsync()
    {
        var entering = _swarm.EnterAsync(Patience, CancellationToken.None);
        await _server.AcceptAsync();
        await entering;
    }

    // Twice round the loop: what was in the socket at the beginning has been read.
    private async Task ReadByTheSwarmAsync()
    {
        await _swarm.OnEachAsync(_ => { });
        await _swarm.OnEachAsync(_ => { });
    }

    private Task SeenAsync(long events) => WaitAsync(() => _swarm.Events == events);

    private static async Task WaitAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
