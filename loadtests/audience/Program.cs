using System.CommandLine;
using CrossLive.LoadTests.Audience;

// Printed figures look the same everywhere.
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;

var urls = new Option<string[]>("--url") { Description = "A server or an edge, http://HOST:PORT; may be given several times, viewers are spread evenly.", Required = true };
var room = new Option<string>("--room") { Description = "The room; it has to be open.", DefaultValueFactory = _ => "demo" };
var viewers = new Option<int>("--viewers") { Description = "How many viewers.", DefaultValueFactory = _ => 1_000 };
var rate = new Option<double>("--rate") { Description = "Chats a second that the audience says, 0 = it only watches. Each viewer may say one a second: so many of them write.", DefaultValueFactory = _ => 0 };
var seconds = new Option<int>("--seconds") { Description = "How long it stays once everybody is in.", DefaultValueFactory = _ => 30 };
var key = new Option<string?>("--signing-key") { Description = "The server's signing key (CrossLive:Auth:SigningKey). Without it each token is asked from /dev/token, which a development server on this machine has." };
var root = new RootCommand(
    "An audience for a room of a running server: real WebSocket connections, half JSON, half MessagePack, from this one process.\n"
    + "Every viewer checks that it is shown each event once and in order; one that is sent away or lost comes back with its position, as our clients do.\n"
    + "Latency is known of the audience's own chats only (--rate): it is from the moment a chat was due until a viewer had it, by this machine's clock.\n"
    + "Bars: everybody comes in, nobody sees a gap, a repeat or disorder. Exit code 0 where both hold, else 1.")
{
    urls, room, viewers, rate, seconds, key,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    try
    {
        var options = AudienceOptions.Parse(
            parsed.GetValue(urls)!, parsed.GetValue(room)!, parsed.GetValue(viewers), parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(key));
        return await AudienceRun.RunAsync(options, cancellationToken) ? 0 : 1;
    }
    catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or HttpRequestException or FormatException or TimeoutException or System.Net.Sockets.SocketException)
    {
        Console.Error.WriteLine($"Cannot go on: {exception.Message}");
        return 1;
    }
});
return await root.Parse(args).InvokeAsync();
