using CrossLive.Orders;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Console;

/// <summary>A room as an operator sees it over HTTP. The view has the form that viewers get, see <c>src/PROTOCOL.md</c>.</summary>
/// <param name="Code">Null, or why the room does not work.</param>
/// <param name="Detail">A sentence for people that goes with the code.</param>
/// <param name="Epoch">The epoch of the process that holds the room now.</param>
/// <param name="Head">The last event.</param>
/// <param name="View">What viewers see there, or null.</param>
/// <param name="StateHash">Hash of the room's whole state, hexadecimal; equal states have equal hashes in every process.</param>
/// <param name="Gateways">How many processes show the room.</param>
/// <param name="WaitingCommands">How many commands wait to be decided.</param>
/// <param name="Orders">What the shops' orders come to.</param>
internal sealed record RoomReport(
    string? Code, string? Detail, long Epoch, Position Head, ViewMessage? View, string StateHash, int Gateways, int WaitingCommands, IReadOnlyList<OrderTotal> Orders)
{
    /// <summary>The report of an inspection.</summary>
    public static RoomReport Of(RoomInspection room) => new(
        room.Code,
        room.Detail,
        room.Epoch,
        room.View?.Head ?? Position.Start,
        room.View is { } view ? new ViewMessage(view) : null,
        room.StateHash,
        room.Gateways,
        room.WaitingCommands,
        room.Orders ?? []);
}
