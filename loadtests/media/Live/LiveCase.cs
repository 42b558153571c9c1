namespace CrossLive.LoadTests.Media.Live;

/// <summary>A case that runs the real product.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What">What happens, and what has to hold.</param>
/// <param name="RunAsync">Runs it.</param>
internal sealed record LiveCase(string Name, string What, Func<LiveRun, CancellationToken, Task> RunAsync);
