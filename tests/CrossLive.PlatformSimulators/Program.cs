using System.CommandLine;
using CrossLive.PlatformSimulators.Demo;

var root = new RootCommand("Plays platforms: Twitch, YouTube, and bridges that send CloudEvents.") { DemoCommand.Create() };
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
