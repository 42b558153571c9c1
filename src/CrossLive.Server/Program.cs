using CrossLive.Gateway;
using CrossLive.Gateway.Auth;
using CrossLive.Server;
using CrossLive.Server.Health;
using CrossLive.Server.Media;
using Microsoft.Extensions.Options;

PoolThreads.StartSmall();
try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration.AddShortNames(args);
    var options = builder.Configuration.GetSection("CrossLive:Server").Get<ServerOptions>() ?? new ServerOptions();
    builder.Services.AddOptions<ServerOptions>().BindConfiguration("CrossLive:Server").ValidateOnStart();
    builder.Services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
    builder.Services.AddSingleton(TimeProvider.System);
#pragma warning disable RS0030 // The one place where randomness comes from: everything else is given it.
    builder.Services.AddSingleton(Random.Shared);
#pragma warning restore RS0030
    if (builder.Environment.IsDevelopment() && string.IsNullOrEmpty(builder.Configuration["CrossLive:Auth:SigningKey"]))
    {
        builder.Configuration["CrossLive:Auth:SigningKey"] = SigningKeyFile.ReadOrCreate(options.DataDirectory);
    }

    var isEdge = string.Equals(options.Role, ServerOptions.EdgeRole, StringComparison.Ordinal);
    if (isEdge)
    {
        builder.AddEdgeRole();
    }
    else
    {
        builder.AddServerRole(options);
    }

    builder.AddCrossLiveTelemetry();

    StartFailure.CheckSettings(builder);
    var app = builder.Build();
    app.UseViewerPage(options.WebRoot);
    app.UseAuthentication();
    app.UseAuthorization();
    app.MapCrossLiveHealth();
    if (isEdge)
    {
        app.MapCrossLiveEdge();
        app.MapUpstreamPreview();
    }
    else
    {
        app.MapServerRole();
    }

    if (app.Environment.IsDevelopment())
    {
        app.MapDevelopmentTokens();
    }

    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Reasons(exception) is { Count: > 0 } reasons)
{
    StartFailure.Tell(reasons);
    return StartFailure.ExitCode;
}
