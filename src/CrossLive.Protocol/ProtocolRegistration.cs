using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrossLive.Protocol.Frames;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace CrossLive.Protocol;

/// <summary>SignalR's two protocols; both carry the same objects.</summary>
public enum WireProtocol
{
    /// <summary>Text; what a browser's tools show.</summary>
    Json = 0,

    /// <summary>Binary; smaller and faster.</summary>
    MessagePack = 1,
}

/// <summary>Sets SignalR's protocols up for the room hub, on a server and on a client alike.</summary>
public static class ProtocolRegistration
{
    /// <summary>
    /// The MessagePack options of the room hub: frames and views by their own formatters, everything else by its attributes only (no contractless types),
    /// guarded against hostile input.
    /// </summary>
    public static MessagePackSerializerOptions MessagePackOptions { get; } = MessagePackSerializerOptions.Standard
        .WithResolver(CompositeResolver.Create(
            [new EventFrameMessagePackFormatter(), new ViewMessageMessagePackFormatter()],
            [StandardResolver.Instance]))
        .WithSecurity(MessagePackSecurity.UntrustedData);

    /// <summary>Sets up both protocols; a server takes whichever a client asks for.</summary>
    public static TBuilder AddCrossLiveProtocols<TBuilder>(this TBuilder builder)
        where TBuilder : ISignalRBuilder =>
        builder.AddCrossLiveProtocol(WireProtocol.Json).AddCrossLiveProtocol(WireProtocol.MessagePack);

    /// <summary>Sets up one protocol. A client speaks the one that was added last.</summary>
    public static TBuilder AddCrossLiveProtocol<TBuilder>(this TBuilder builder, WireProtocol protocol)
        where TBuilder : ISignalRBuilder => protocol == WireProtocol.Json
            ? builder.AddJsonProtocol(options => Configure(options.PayloadSerializerOptions))
            : builder.AddMessagePackProtocol(options => options.SerializerOptions = MessagePackOptions);

    /// <summary>Sets JSON options up as the room hub has them: nulls left out, text not escaped beyond what JSON needs.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new EventFrameJsonConverter());
        options.Converters.Add(new ViewMessageJsonConverter());
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }
}
