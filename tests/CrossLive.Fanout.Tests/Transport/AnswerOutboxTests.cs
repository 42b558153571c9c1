using System.Text;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Transport;
using Microsoft.AspNetCore.SignalR.Protocol;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

/// <summary>Where the system has no epoll there is nothing to be held here: these tests return.</summary>
public sealed class AnswerOutboxTests
{
    private static readonly JsonHubProtocol Protocol = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_of_a_round_reach_their_clients_whole_and_in_order_and_each_sender_hears_once(bool isBatching)
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        // More than one batch of sends, and more than one answer for each client in it.
        const int Clients = 50;
        const int AnswersEach = 3;
        using var loop = new ReceiveLoop("test-recv", isBatching);
        var pairs = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => TcpPair.ConnectAsync()));
        var outputs = pairs.Select(pair => new SocketOutput(pair.Server)).ToArray();
        var sender = new CountingSender();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < Clients * AnswersEach; i++)
            {
                loop.Answers.Add(outputs[i % Clients], Protocol, Answer($"{round}-{i}"), sender);
            }

            loop.Answers.Flush();
        }

        for (var client = 0; client < Clients; client++)
        {
            var expected = Enumerable.Range(0, 2).SelectMany(round => Enumerable.Range(0, AnswersEach).SelectMany(i => FrameOf($"{round}-{(i * Clients) + client}"))).ToArray();
            (await pairs[client].ReadAsync(expected.Length).WaitAsync(Eventually.Patience)).ShouldBe(expected);
            pairs[client].Dispose();
        }

        await Eventually.HoldsAsync(() => sender.Count == 2 * Clients * AnswersEach, "every sender's word");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_does_not_read_holds_up_nobody_and_gets_what_it_was_meant_to_however_much_comes_after_it(bool isBatching)
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var loop = new ReceiveLoop("test-recv", isBatching);
        using var slow = await TcpPair.ConnectAsync();
        using var quick = await TcpPair.ConnectAsync();
        var (slowOutput, quickOutput) = (new SocketOutput(slow.Server), new SocketOutput(quick.Server));
        var (sender, large) = (new CountingSender(), new string('x', 4_000_000));
        loop.Answers.Add(slowOutput, Protocol, Answer(large), sender);
        loop.Answers.Flush();
        await Eventually.HoldsAsync(() => sender.Count == 1, "the first round");

        for (var i = 0; i < 100; i++)
        {
            loop.Answers.Add(quickOutput, Protocol, Answer($"{i}"), sender);
            loop.Answers.Flush();
            var expected = FrameOf($"{i}");
            (await quick.ReadAsync(expected.Length).WaitAsync(Eventually.Patience)).ShouldBe(expected);
        }

        sender.Pending.ShouldHaveSingleItem().IsCompleted.ShouldBeFalse();
        var whole = FrameOf(large);
        (await slow.ReadAsync(whole.Length).WaitAsync(Eventually.Patience)).AsSpan().SequenceEqual(whole).ShouldBeTrue();
        await sender.Pending[0].WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_broken_connection_is_told_to_its_sender_and_no_other_loses_anything()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        using var broken = await TcpPair.ConnectAsync();
        using var whole = await TcpPair.ConnectAsync();
        var (brokenOutput, wholeOutput) = (new SocketOutput(broken.Server), new SocketOutput(whole.Server));
        broken.Server.Dispose();
        var (brokenSender, wholeSender) = (new CountingSender(), new CountingSender());
        loop.Answers.Add(brokenOutput, Protocol, Answer("a"), brokenSender);
        loop.Answers.Add(wholeOutput, Protocol, Answer("b"), wholeSender);
        loop.Answers.Flush();

        var expected = FrameOf("b");
        (await whole.ReadAsync(expected.Length).WaitAsync(Eventually.Patience)).ShouldBe(expected);
        await Eventually.HoldsAsync(() => brokenSender.Failures == 1 && wholeSender.Count == 1, "both senders' words");
    }

    private static CompletionMessage Answer(string result) => CompletionMessage.WithResult("1", result);

    private static byte[] FrameOf(string result) => WebSocketFrame.Of(Encoding.UTF8.GetBytes($"{{\"type\":3,\"invocationId\":\"1\",\"result\":\"{result}\"}}\u001e"), isBinary: false);

    private sealed class CountingSender : IBatchSender
    {
        private readonly Lock _lock = new();
        private readonly List<Task> _pending = [];
        private int _count;
        private int _failures;

        public int Count => Volatile.Read(ref _count);

        public int Failures => Volatile.Read(ref _failures);

        public IReadOnlyList<Task> Pending
        {
            get
            {
                lock (_lock)
                {
                    return [.. _pending];
                }
            }
        }

        public void NoteSent(Task? pending, IOException? failure)
        {
            lock (_lock)
            {
                if (pending is not null)
                {
                    _pending.Add(pending);
                }
            }

            _failures += failure is null ? 0 : 1;
            Interlocked.Increment(ref _count);
        }
    }
}
