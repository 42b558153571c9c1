using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace CrossLive.Server.Tests.Processes;

/// <summary>A Redis of the test's own, on a free port, that keeps nothing on disk.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private readonly int _port = FreePort.Next();

    private RedisProcess() => _process = Process.Start(new ProcessStartInfo(
        "redis-server",
        ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning"])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        WorkingDirectory = Path.GetTempPath(),
    })!;

    /// <summary>The connection string.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<RedisProcess> StartAsync()
    {
        var redis = new RedisProcess();
        await Eventually.HoldsAsync(redis.AnswersAsync, Patience, () => "redis-server does not answer; is it installed?");
        return redis;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(Address);
            return connection.IsConnected;
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }
}
