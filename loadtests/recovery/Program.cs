using System.CommandLine;
using CrossLive.LoadTests.Recovery;

var events = new Option<long>("--events") { Description = "How many events the room has.", DefaultValueFactory = _ => 10_000_000 };
var bar = new Option<double>("--max-seconds") { Description = "The bar: recovery takes at most so many seconds.", DefaultValueFactory = _ => 5 };
var folder = new Option<DirectoryInfo?>("--folder") { Description = "Where the room is built, and deleted again; about 1 GB for ten million events. A fresh temporary folder where left out." };
var root = new RootCommand(
    "Builds a room of very many events in SQLite as the room's own writer would have, snapshots included, then times how long its recovery takes "
    + "(take-over, snapshot, replay) at the worst moment: as many events after the newest snapshot as there can be. Three times, the file opened anew each time.\n"
    + "Bars: each recovery takes at most --max-seconds, replays at most twice the snapshot interval plus one append, and gives the state that was written (equal hashes). "
    + "Exit code 0 where all hold, else 1.")
{
    events, bar, folder,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var path = parsed.GetValue(folder)?.CreateSubdirectory("recovery-" + Guid.NewGuid().ToString("N")) ?? Directory.CreateTempSubdirectory("crosslive-recovery-");
    try
    {
        return await RecoveryRun.RunAsync(path.FullName, parsed.GetValue(events), TimeSpan.FromSeconds(parsed.GetValue(bar)), cancellationToken) ? 0 : 1;
    }
    finally
    {
        path.Delete(recursive: true);
    }
});
return await root.Parse(args).InvokeAsync();
