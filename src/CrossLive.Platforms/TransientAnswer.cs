using CrossLive.Rooms;

namespace CrossLive.Platforms;

/// <summary>Refusals that say nothing of the command: the same one may be taken later, so a connector keeps it.</summary>
public static class TransientAnswer
{
    /// <summary>True where the command should be sent again later, under the same key.</summary>
    public static bool Is(CommandAnswer answer) => answer.Code
        is Rejection.RoomUnavailable or Rejection.RoomBusy or Rejection.StorageFull or Rejection.RoomDamaged or Rejection.RoomRate;
}
