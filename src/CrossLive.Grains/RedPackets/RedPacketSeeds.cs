using System.Security.Cryptography;
using CrossLive.Rooms;

namespace CrossLive.RedPackets;

/// <summary>
/// Gives red packets their secrets on the way into the room: here, and not where the command was made, so that nobody who may open a packet knows its
/// parts. A repeat gets another one, and keeps the first: its key is known.
/// </summary>
internal static class RedPacketSeeds
{
    /// <summary>The commands, each red packet with a new seed from the operating system's generator.</summary>
    public static IReadOnlyList<RoomCommand> AddTo(IReadOnlyList<RoomCommand> commands) =>
        commands.Any(command => command.Body is OpenRedPacket)
            ? [.. commands.Select(command => command.Body is OpenRedPacket open ? command with { Body = open with { Seed = NewSeed() } } : command)]
            : commands;

    private static string NewSeed() => RandomNumberGenerator.GetHexString(RedPacketLimits.SeedLength, lowercase: true);
}
