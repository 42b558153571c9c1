using CrossLive.LoadTests.SignalRPeer;

// What a person would write first: SignalR with its own defaults, both protocols, one SendAsync per event to a group.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSignalR().AddMessagePackProtocol();
builder.Services.AddSingleton<RoomCounter>();
var app = builder.Build();
app.MapHub<PlainHub>("/hub");
app.MapGet("/healthz/ready", () => "ready");
await app.RunAsync();
