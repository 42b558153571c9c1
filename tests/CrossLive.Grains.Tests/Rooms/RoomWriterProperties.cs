using CrossLive.Rooms;
using CrossLive.Storage;
using CsCheck;

namespace CrossLive.Grains.Tests.Rooms;

/// <summary>Any traffic over a storage that fails at any append in any way it may, with senders that try again with the same keys.</summary>
public sealed class RoomWriterProperties
{
    private static readonly Gen<RoomCommand> AnyCommand = Gen.OneOf(
        Gen.Int[0, 40].Select(i => Commands.Chat($"m{i}")),
        Gen.Int[0, 40].Select(i => Commands.Gift($"g{i}")),
        Gen.Int[0, 40].Select(i => Commands.Likes(i + 1, $"l{i}")),
        Gen.Const(Commands.Chat(" ")));

    private static readonly Gen<(RoomCommand[][] Calls, int[] Faults)> AnyTraffic = Gen.Select(AnyCommand.Array[1, 8].Array[5, 30], Gen.Int[0, 9].Array[60]);

    [Fact]
    public async Task What_was_accepted_is_in_the_log_once_sequences_are_contiguous_and_a_replay_equals_the_live_room() =>
        await AnyTraffic.SampleAsync(traffic => RunAsync(traffic.Calls, traffic.Faults), iter: 60, threads: 2, print: traffic => $"{traffic.Calls.Length} calls, faults {string.Join(',', traffic.Faults)}");

    private static async Task RunAsync(RoomCommand[][] calls, int[] faults)
    {
        await using var room = new WrittenRoom(new RoomGrainOptions { SnapshotEveryEvents = 100 });
        await room.SendAsync(Commands.Open());
        var appends = 0;
        room.Log.OnAppend = append => FailOrWriteAsync(append, faults[appends++ % faults.Length]);

        var pending = new List<Task<IReadOnlyList<CommandAnswer>>>();
        foreach (var call in calls)
        {
            pending.Add(await room.BeginAsync(call));
            room.LetRetry();
        }

        // The first read comes before the round that takes everything in, the second after it.
        await room.StateAsync();
        await room.StateAsync();
        room.Log.OnAppend = null;
        room.LetRetry();
        foreach (var call in calls)
        {
            pending.Add(await room.BeginAsync(call));
        }

        await room.CloseAsync();
        await CheckAsync(room, [.. calls, .. calls], await Task.WhenAll(pending).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static async ValueTask FailOrWriteAsync(ControlledRoomLog.Append append, int fault)
    {
        switch (fault)
        {
            case 0:
                throw new RoomLogFullException(append.Room, new IOException());
            case 1:
                throw new RoomLogUnavailableException(append.Room, "before", mayBeWritten: false);
            case 2:
                await append.Write();
                throw new RoomLogUnavailableException(append.Room, "after", mayBeWritten: true);
            default:
                await Task.Yield();
                await append.Write();
                break;
        }
    }

    private static async Task CheckAsync(WrittenRoom room, RoomCommand[][] calls, IReadOnlyList<CommandAnswer>[] answers)
    {
        var stored = await room.StoredAsync();
        stored.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, stored.Count).Select(i => (long)i));
        stored.Select(e => e.Position.Epoch).ShouldBeInOrder();
        stored.SelectMany(e => e.Keys.Select(key => key.Key)).ShouldBeUnique();
        var places = stored.SelectMany(e => e.Keys.Select(key => (key.Key, e.Position))).ToDictionary();
        foreach (var (command, answer) in calls.Zip(answers).SelectMany(pair => pair.First.Zip(pair.Second)))
        {
            if (answer.IsDone)
            {
                places[command.Key!.Value].ShouldBe(answer.Position);
            }
        }

        // The second time round nothing failed: everything that can happen has happened.
        calls[(calls.Length / 2)..].SelectMany(call => call).Where(command => command.Body is not PostChat { Text: " " })
            .ShouldAllBe(command => places.ContainsKey(command.Key!.Value));
        (await room.StateAsync()).Hash.ShouldBe((await room.ReplayAsync()).Hash());
        room.Published.Select(e => e.Sequence).ShouldBeInOrder();
    }
}
