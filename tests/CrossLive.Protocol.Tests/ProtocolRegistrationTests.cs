using System.Buffers;
using CrossLive.Protocol.Frames;
using CrossLive.Protocol.Tests.Frames;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace CrossLive.Protocol.Tests;

public class ProtocolRegistrationTests
{
    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void SignalRs_own_protocols_carry_a_frames_shared_bytes_and_read_them(string name)
    {
        var protocol = Protocols().Single(candidate => candidate.Name == name);
        var frame = EventFrame.Of(Events.FrameOfEveryKind);

        var bytes = protocol.GetMessageBytes(new InvocationMessage(HubMethods.Events, [frame]));

        bytes.Span.IndexOf((name == "json" ? frame.JsonBytes : frame.MessagePackBytes).Span).ShouldBePositive();
        var input = new ReadOnlySequence<byte>(bytes);
        protocol.TryParseMessage(ref input, new Binder(), out var message).ShouldBeTrue();
        message.ShouldBeOfType<InvocationMessage>().Arguments.Single().ShouldBeOfType<EventFrame>().Events.Count.ShouldBe(frame.Events.Count);
    }

    [Fact]
    public void Both_protocols_are_set_up() => Protocols().Select(protocol => protocol.Name).ShouldBe(["json", "messagepack"], ignoreOrder: true);

    private static IEnumerable<IHubProtocol> Protocols()
    {
        var services = new ServiceCollection();
        services.AddSignalR().AddCrossLiveProtocols();
        return services.BuildServiceProvider().GetServices<IHubProtocol>();
    }

    private sealed class Binder : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(EventFrame)];

        public Type GetReturnType(string invocationId) => throw new NotSupportedException();

        public Type GetStreamItemType(string streamId) => throw new NotSupportedException();
    }
}
