using CrossLive.FlashSales.Fairness;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Commands;

/// <summary>A command as a viewer called it, before anybody has read it: what is wanted and what it costs is found out where the room is.</summary>
/// <param name="Person">Who calls, as the token said.</param>
/// <param name="Method">The call's name, one of <see cref="Protocol.HubMethods"/>.</param>
/// <param name="Call">Its argument; the key has 1 to <see cref="CommandKey.MaxIdLength"/> characters.</param>
/// <param name="ArrivedUnixUs">Of a claim: when it came in at the gateway nearest to its viewer, by the server's clock, in µs since 1970; 0 = not noted.</param>
/// <param name="RoundTrip">Of a claim: what its connection's round trip is as that gateway measured it.</param>
/// <param name="Platform">The platform whose audience the caller came from, where the token said one.</param>
internal sealed record ViewerCommand(Person Person, string Method, IKeyedCall Call, long ArrivedUnixUs = 0, RoundTripCredit RoundTrip = default, string? Platform = null);
