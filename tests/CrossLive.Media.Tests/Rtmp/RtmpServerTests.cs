using System.IO.Pipelines;
using System.Text;
using CrossLive.Media.Rtmp;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Rtmp;

/// <summary>The server over pipes in memory, with a clock of the test's own.</summary>
public sealed class RtmpServerTests
{
    private const string Key = "a-key-of-twenty-letters-and-more";
    private readonly FakeTimeProvider _time = new();
    private readonly TestSinks _sinks = new();

    [Fact]
    public async Task An_unknown_key_is_told_so_and_the_connection_ends()
    {
        var peer = Connect(Server(), new Publisher().Opening("wrong").Bytes);
        var answer = await peer.ReadToEndAsync();
        answer.ShouldContain("NetStream.Publish.BadName");
        answer.ShouldContain("not known here");
        peer.HangUp();
        (await peer.Ended).Reason.ShouldBe(RtmpEndReason.Refused);
        _sinks.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_publisher_is_refused_while_the_first_lives_and_takes_over_once_it_is_silent()
    {
        var server = Server();
        var first = Connect(server, Live());
        var firstSink = await _sinks.NextAsync();
        await firstSink.First;

        var refused = Connect(server, Live());
        (await refused.ReadToEndAsync()).ShouldContain("already has a live publisher");
        _sinks.Refusals.ShouldHaveSingleItem().ShouldContain("already has a live publisher");
        refused.HangUp();

        _time.Advance(TimeSpan.FromMilliseconds(3_000));
        var second = Connect(server, Live());
        (await firstSink.End).Reason.ShouldBe(RtmpEndReason.TakenOver);
        var secondSink = await _sinks.NextAsync();
        await secondSink.First;
        second.HangUp();
        (await secondSink.End).Reason.ShouldBe(RtmpEndReason.Disconnected);
        (await first.Ended).Reason.ShouldBe(RtmpEndReason.TakenOver);
        await second.Ended;

        var third = Connect(server, Live());
        (await _sinks.NextAsync()).Room.ShouldBe("room");
        third.HangUp();
        await third.Ended;
    }

    [Fact]
    public async Task With_no_time_of_silence_a_newer_publisher_always_takes_over()
    {
        var server = Server(limits: new RtmpLimits { TakeoverAfterSilenceMs = 0 });
        var first = Connect(server, Live());
        var firstSink = await _sinks.NextAsync();
        await firstSink.First;
        var second = Connect(server, Live());
        (await firstSink.End).Reason.ShouldBe(RtmpEndReason.TakenOver);
        await first.Ended;
        second.HangUp();
        await second.Ended;
    }

    [Fact]
    public async Task A_publisher_above_the_limit_is_refused_and_has_a_place_once_another_left()
    {
        var server = new RtmpServer(new RtmpLimits { MaxPublishers = 1 }, new EveryKeyItsRoom(), _sinks, _time, NullLogger<RtmpServer>.Instance);
        var first = Connect(server, new Publisher().Opening("one").Video(0, Publisher.AvcHeader).Bytes);
        await (await _sinks.NextAsync()).First;
        var refused = Connect(server, new Publisher().Opening("two").Bytes);
        (await refused.ReadToEndAsync()).ShouldContain("takes 1 publishers at one time");
        refused.HangUp();
        await refused.Ended;
        first.HangUp();
        await first.Ended;
        var second = Connect(server, new Publisher().Opening("two").Bytes);
        (await _sinks.NextAsync()).Room.ShouldBe("two");
        second.HangUp();
        await second.Ended;
    }

    [Fact]
    public async Task A_sink_may_refuse_its_publisher_which_is_told_why_and_frees_the_place()
    {
        var sinks = new TestSinks { Fault = new PublishRefusedException("Come back later.", RefusalCode.Unavailable) };
        var server = Server(sinks);
        for (var i = 0; i < 2; i++)
        {
            var peer = Connect(server, Live());
            (await peer.ReadToEndAsync()).ShouldContain("Come back later.");
            peer.HangUp();
            (await peer.Ended).Reason.ShouldBe(RtmpEndReason.Refused);
        }

        sinks.Refusals.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_publisher_that_is_cut_ends_with_the_reason_it_was_cut_for()
    {
        var peer = Connect(Server(), Live());
        var sink = await _sinks.NextAsync();
        await sink.First;
        sink.Publisher.Cut(new RtmpEnd(RtmpEndReason.KeyRevoked, "gone"));
        sink.Publisher.Cut(new RtmpEnd(RtmpEndReason.SinkFailed, "the second reason does not count"));
        (await sink.End).ShouldBe(new RtmpEnd(RtmpEndReason.KeyRevoked, "gone"));
        (await peer.Ended).Reason.ShouldBe(RtmpEndReason.KeyRevoked);
        sink.Publisher.Cut(new RtmpEnd(RtmpEndReason.SinkFailed, "after the end"));
    }

    [Fact]
    public async Task The_end_is_told_with_its_reason()
    {
        (await EndOfAsync([.. Live(), .. Finish()], peer => peer.HangUp())).ShouldBe(RtmpEndReason.Finished);
        (await EndOfAsync(Live(), peer => peer.HangUp())).ShouldBe(RtmpEndReason.Disconnected);
        (await EndOfAsync(Live(), peer => peer.HangUp(new IOException("reset")))).ShouldBe(RtmpEndReason.Reset);
        (await EndOfAsync(Live(), _ => _time.Advance(TimeSpan.FromMilliseconds(10_000)))).ShouldBe(RtmpEndReason.Silent);
        (await EndOfAsync(Live(), peer => peer.Stop())).ShouldBe(RtmpEndReason.Stopping);
    }

    [Fact]
    public async Task A_peer_that_never_publishes_is_cut()
    {
        var peer = Connect(Server(), new Publisher().Handshake().Connect().Bytes);
        _time.Advance(TimeSpan.FromMilliseconds(10_000));
        (await peer.Ended).Reason.ShouldBe(RtmpEndReason.TooSlow);
    }

    [Fact]
    public async Task A_sink_that_fails_ends_its_publisher_and_frees_the_place()
    {
        var sinks = new TestSinks { Fault = new InvalidOperationException("full disk") };
        var server = Server(sinks);
        (await Connect(server, Live()).Ended).Reason.ShouldBe(RtmpEndReason.SinkFailed);
        (await Connect(server, Live()).Ended).Reason.ShouldBe(RtmpEndReason.SinkFailed);
        server.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_connection_above_the_limit_is_closed_at_once()
    {
        var server = Server(limits: new RtmpLimits { MaxConnections = 1 });
        var first = Connect(server, []);
        (await Connect(server, []).Ended).Detail.ShouldContain("More than 1 connections");
        first.HangUp();
        await first.Ended;
        server.Connections.ShouldBe(0);
    }

    private static byte[] Live() => new Publisher().Opening(Key).Video(0, Publisher.AvcHeader).Bytes;

    // Continues where Live left its chunk streams: whole headers on a stream of its own.
    private static byte[] Finish() => new Publisher().Send(RtmpMessageType.CommandAmf0, 0, Amf0.Write("deleteStream", 7d, null, 1d), 20).Bytes;

    private async Task<RtmpEndReason> EndOfAsync(byte[] bytes, Action<Peer> then)
    {
        var sinks = new TestSinks();
        var peer = Connect(Server(sinks), bytes);
        var sink = await sinks.NextAsync();
        await sink.First;
        then(peer);
        await peer.Ended;
        return (await sink.End).Reason;
    }

    private RtmpServer Server(TestSinks? sinks = null, RtmpLimits? limits = null) => new(
        limits ?? new RtmpLimits(), new FixedPublishKeys("live", Key, "room"), sinks ?? _sinks, _time, NullLogger<RtmpServer>.Instance);

    private static Peer Connect(RtmpServer server, byte[] bytes)
    {
        var peer = new Peer(server);
        peer.Send(bytes);
        return peer;
    }

    private sealed class EveryKeyItsRoom : IPublishKeys
    {
        public ValueTask<PublishVerdict> CheckAsync(string app, string key, string? remote, CancellationToken cancellation) => ValueTask.FromResult(PublishVerdict.Into(key, 1));
    }

#pragma warning disable CA1001 // Nothing to let go of: a source without a timer.
    private sealed class Peer
#pragma warning restore CA1001
    {
        private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0));
        private readonly Pipe _fromServer = new(new PipeOptions(pauseWriterThreshold: 0));
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task<RtmpEnd> _run;

        public Peer(RtmpServer server) => _run = server.RunAsync(new Duplex(_toServer.Reader, _fromServer.Writer), "test", null, _stopping.Token);

        public Task<RtmpEnd> Ended => _run.WaitAsync(TimeSpan.FromSeconds(30));

        public void Send(byte[] bytes) => _toServer.Writer.WriteAsync(bytes).AsTask().Wait();

        public void HangUp(Exception? broken = null) => _toServer.Writer.Complete(broken);

        public void Stop() => _stopping.Cancel();

        public async Task<string> ReadToEndAsync()
        {
            using var bytes = new MemoryStream();
            await _fromServer.Reader.CopyToAsync(bytes).WaitAsync(TimeSpan.FromSeconds(30));
            return Encoding.Latin1.GetString(bytes.ToArray());
        }

        private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
