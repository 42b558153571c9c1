using CrossLive.Rooms;

namespace CrossLive.FlashSales;

/// <summary>A sale's name: 1 to <see cref="SaleLimits.MaxIdLength"/> letters, digits, '-' and '_', unique in its room.</summary>
public static class SaleId
{
    /// <summary>True where it is one.</summary>
    public static bool IsWellFormed(string? id) =>
        id is { Length: >= 1 and <= SaleLimits.MaxIdLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The name of a sale's own log: no room can have it, since a room's name holds no '.'.</summary>
    public static string LogOf(string room, string saleId) => $"{room}.sale.{saleId}";

    /// <summary>Room and sale of a log's name; null where it is none.</summary>
    public static (string Room, string SaleId)? FromLog(string log) =>
        log.Split('.') is [var room, "sale", var sale] && RoomId.IsWellFormed(room) && IsWellFormed(sale) ? (room, sale) : null;
}
