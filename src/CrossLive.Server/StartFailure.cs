using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CrossLive.Server;

/// <summary>Says why a server does not start: a line for each thing that its operator can mend, all wrong settings at once, and no trace of its own code.</summary>
internal static class StartFailure
{
    /// <summary>The exit code.</summary>
    public const int ExitCode = 1;

    private const string Binder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Checks all settings, before anything else looks at the first wrong one.</summary>
    /// <exception cref="OptionsValidationException">Those of one section are wrong.</exception>
    /// <exception cref="AggregateException">Those of several are.</exception>
    public static void CheckSettings(WebApplicationBuilder builder)
    {
#pragma warning disable ASP0000 // Thrown away: it makes the settings and what validates them, nothing that runs.
        using var provider = builder.Services.BuildServiceProvider();
#pragma warning restore ASP0000
        provider.GetService<IStartupValidator>()?.Validate();
    }

    /// <summary>What the operator can mend; empty where it is something else, whose trace is then needed.</summary>
    public static IReadOnlyList<string> Reasons(Exception exception) => exception switch
    {
        OptionsValidationException wrong => [.. wrong.Failures],
        AggregateException several when several.InnerExceptions.Select(Reasons).ToArray() is var each && Array.TrueForAll(each, reasons => reasons.Count > 0) =>
            [.. each.SelectMany(reasons => reasons)],
        IOException or UnauthorizedAccessException => [exception.Message],
        RedisConnectionException unreached => [$"No Redis answers at the address of CrossLive:Server:Cluster:Redis ({unreached.FailureType})."],

        // Ours say what to do; the binder's name the setting.
        InvalidOperationException { Source: Binder } => [exception.Message],
        InvalidOperationException { Source: { } source } when source.StartsWith("CrossLive.", StringComparison.Ordinal) => [exception.Message],
        _ => [],
    };

    /// <summary>Tells them on the error output.</summary>
    public static void Tell(IReadOnlyList<string> reasons)
    {
        Console.Error.WriteLine("The server cannot start:");
        foreach (var reason in reasons)
        {
            Console.Error.WriteLine($"  - {reason}");
        }
    }
}
