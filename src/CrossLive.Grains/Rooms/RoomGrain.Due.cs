namespace CrossLive.Rooms;

/// <summary>
/// What happens at a time of its own happens on time while the room is in memory: <see cref="RoomWriter"/> waits for it. The reminder brings the room
/// back to memory where nobody else does: after a restart with nobody watching, within <see cref="DueReminderPeriod"/>.
/// </summary>
public sealed partial class RoomGrain : IRemindable
{
    private const string DueReminder = "due";

    // The least that Orleans takes.
    private static readonly TimeSpan DueReminderPeriod = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Asking opens the room, and an open room waits for what is due.
        var isNeeded = await _writer.AtRestAsync((state, fault) => state is null ? fault?.Code != Rejection.RoomUnknown : state.NextDueUnixMs is not null);
        if (!isNeeded && await this.GetReminder(reminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    // Before the event that it is for: a reminder of nothing ends itself, an event without one could be late.
    private Task<IGrainReminder> RemindOfDueAsync() => this.RegisterOrUpdateReminder(DueReminder, DueReminderPeriod, DueReminderPeriod);
}
