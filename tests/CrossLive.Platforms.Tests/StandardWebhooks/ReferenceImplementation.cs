using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace CrossLive.Platforms.Tests.StandardWebhooks;

/// <summary>The npm package "standardwebhooks", the reference implementation of the specification's authors, in a node process of its own.</summary>
public sealed class ReferenceImplementation : IDisposable
{
    private static readonly string Folder = typeof(ReferenceImplementation).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "InteropFolder").Value!;

    private readonly Process _node;

    public ReferenceImplementation()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "standardwebhooks")))
        {
            using var install = Start("npm", "ci --no-audit --no-fund");
            install.WaitForExit();
            if (install.ExitCode != 0)
            {
                throw new InvalidOperationException($"'npm ci' in {Folder} failed: {install.StandardError.ReadToEnd()}");
            }
        }

        _node = Start("node", "interop.mjs");
    }

    public JsonElement Ask(object request)
    {
        _node.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        _node.StandardInput.Flush();
        var answer = _node.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"node ended: {_node.StandardError.ReadToEnd()}");
        return JsonDocument.Parse(answer).RootElement;
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        if (!_node.WaitForExit(10_000))
        {
            _node.Kill();
        }

        _node.Dispose();
    }

    private static Process Start(string program, string arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
