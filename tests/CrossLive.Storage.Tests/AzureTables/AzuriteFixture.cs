using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace CrossLive.Storage.Tests.AzureTables;

/// <summary>Azurite, Microsoft's emulator of Azure Tables, as a process of its own on a free port. Started once for all tests that need it.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    /// <summary>The collection of the tests that need it.</summary>
    public const string Collection = "Azurite";

    private const string HowToInstall =
        "Azurite is not installed. Run in the repository's folder: mkdir -p .tools && cp infra/tools/package*.json .tools/ && npm ci --prefix .tools "
        + "(infra/test does it), or let CROSSLIVE_AZURITE name the program azurite-table.";

    // The emulator's well-known account, the same for everybody.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private Process? _process;
    private int _port;

    /// <summary>How to reach it.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};TableEndpoint=http://127.0.0.1:{_port}/{Account};";

    public async Task InitializeAsync()
    {
        var program = FindProgram();
        for (var attempt = 1; ; attempt++)
        {
            _port = FreePort();
            _process = Start(program);
            if (await AnswersAsync())
            {
                return;
            }

            var isTaken = _process.HasExited && attempt < 3;
            await DisposeAsync();
            if (!isTaken)
            {
                throw new InvalidOperationException($"{program} does not answer on port {_port}.");
            }
        }
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    private static string FindProgram()
    {
        if (Environment.GetEnvironmentVariable("CROSSLIVE_AZURITE") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new InvalidOperationException($"CROSSLIVE_AZURITE names {named}, which does not exist.");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var program = Path.Combine(folder.FullName, ".tools", "node_modules", ".bin", "azurite-table");
            if (File.Exists(program))
            {
                return program;
            }
        }

        throw new InvalidOperationException(HowToInstall);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Start(string program)
    {
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { program, "--silent", "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--tableHost", "127.0.0.1", "--tablePort", $"{_port}" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<bool> AnswersAsync()
    {
        using var client = new HttpClient();
        for (var i = 0; i < 300 && !_process!.HasExited; i++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{_port}/"));
                return true;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        return false;
    }
}

/// <summary>Ties the fixture to its collection.</summary>
[CollectionDefinition(AzuriteFixture.Collection)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteFixture>;
