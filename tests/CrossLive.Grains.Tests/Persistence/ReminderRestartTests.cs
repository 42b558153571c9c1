using System.Collections.Concurrent;
using Orleans.Runtime;

namespace CrossLive.Grains.Tests.Persistence;

public sealed class ReminderRestartTests
{
    [Fact]
    public async Task A_reminder_outlives_the_cluster_and_fires_in_the_next_one_on_the_same_folder()
    {
        var folder = new TemporaryFolder();
        var key = Guid.NewGuid().ToString("N");
        await using (var first = await RoomCluster.StartAsync(folder.Path))
        {
            await first.Grains.GetGrain<IRemindedGrain>(key).RemindAsync(TimeSpan.FromSeconds(2));
        }

        RemindedGrain.Fired.TryRemove(key, out _);
        await using (var second = await RoomCluster.StartAsync(folder.Path))
        {
            await Eventually.HoldsAsync(() => RemindedGrain.Fired.ContainsKey(key), "the reminder to fire");
            RemindedGrain.Fired[key].ShouldBe("wake");
        }

        folder.Delete();
    }
}

/// <summary>A grain that notes its reminders.</summary>
[Alias("tests.IRemindedGrain")]
public interface IRemindedGrain : IGrainWithStringKey
{
    [Alias("remind")]
    Task RemindAsync(TimeSpan dueIn);
}

/// <inheritdoc cref="IRemindedGrain"/>
public sealed class RemindedGrain : Grain, IRemindedGrain, IRemindable
{
    /// <summary>By grain key, the name of the reminder that fired.</summary>
    internal static ConcurrentDictionary<string, string> Fired { get; } = [];

    public async Task RemindAsync(TimeSpan dueIn) => await this.RegisterOrUpdateReminder("wake", dueIn, RoomCluster.ReminderPeriod);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Fired[this.GetPrimaryKeyString()] = reminderName;
        return Task.CompletedTask;
    }
}
