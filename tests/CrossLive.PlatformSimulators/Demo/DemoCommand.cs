using System.CommandLine;
using System.CommandLine.Parsing;
using CrossLive.Rooms;

namespace CrossLive.PlatformSimulators.Demo;

/// <summary>The command "demo".</summary>
public static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var server = new Option<Uri>("--server") { Description = "The server's address.", DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"), CustomParser = ParseServer };
        var room = new Option<string>("--room") { Description = "The room; opened where it is not.", DefaultValueFactory = _ => "demo" };
        var token = new Option<string>("--token") { Description = "An operator's token for the room.", Required = true };
        var seconds = new Option<int?>("--seconds") { Description = "How long; without it, until Ctrl+C or SIGTERM." };
        var rate = new Option<double>("--rate") { Description = "Events a second on average, over all platforms.", DefaultValueFactory = _ => 12 };
        var seed = new Option<int>("--seed") { Description = "The same seed tells the same show.", DefaultValueFactory = _ => 1 };
        room.Validators.Add(result =>
        {
            if (!RoomId.IsWellFormed(result.GetValueOrDefault<string>()))
            {
                result.AddError("--room must be 1 to 64 letters, digits, '-' and '_'");
            }
        });
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 5_000))
            {
                result.AddError("--rate must be more than 0, at most 5000");
            }
        });
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--seconds must be at least 1");
            }
        });

        var command = new Command("demo", "Connects Twitch, YouTube, TikTok and Douyin to a room and feeds it a live-shopping show in ten languages.") { server, room, token, seconds, rate, seed };
        command.SetAction(async (parsed, stopping) =>
        {
            var options = new DemoOptions(
                parsed.GetValue(server)!, parsed.GetValue(room)!, parsed.GetValue(token)!, parsed.GetValue(seconds), parsed.GetValue(rate), parsed.GetValue(seed));
            try
            {
                await new DemoRun(options, Console.Out).RunAsync(stopping);
                return 0;
            }
            catch (DemoException problem)
            {
                await Console.Error.WriteLineAsync(problem.Message);
                return 1;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return 0;
            }
        });
        return command;
    }

    private static Uri? ParseServer(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var server) && (server.Scheme is "http" or "https"))
        {
            return server;
        }

        result.AddError("--server must be an address such as http://127.0.0.1:5080");
        return null;
    }
}
