using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Egress;

/// <summary>The worker's program by itself: what it answers, and how it ends.</summary>
public sealed class WorkerProtocolTests
{
    [WorkerFact]
    public async Task Commands_that_are_none_are_answered_with_a_code_and_the_worker_goes_on()
    {
        foreach (var role in new[] { "encoder", "relay" })
        {
            using var worker = Start(role);
            (await NextAsync(worker)).GetProperty("v").GetInt32().ShouldBe(1);
            string[] bad =
            [
                "", "nonsense", "[]", "{}", "{\"id\":1}", "{\"id\":\"1\",\"cmd\":\"start\"}", "{\"id\":1,\"cmd\":7}", "{\"id\":1,\"cmd\":\"dance\"}", "{\"id\":1,\"cmd\":\"start\"}",
                "{\"id\":1,\"cmd\":\"start\",\"socket\":7,\"renditions\":[]}", "{\"id\":1,\"cmd\":\"rendition\",\"rendition\":\"x\"}", new string('x', 200_000),
                "{\"id\":1,\"cmd\":\"start\",\"socket\":\"a\",\"maxHeldBytes\":1,\"renditions\":[{\"name\":\"a\",\"widthPx\":99999,\"heightPx\":2,\"picturesPerSecond\":1,\"kbps\":1}]}",
                "{\"id\":1,\"cmd\":\"start\",\"socket\":\"a\",\"maxHeldBytes\":1,\"rendition\":\"a\",\"url\":\"http://host/app/key\"}", new string('[', 50_000),
            ];
            foreach (var line in bad)
            {
                await worker.StandardInput.WriteLineAsync(line);
                await worker.StandardInput.FlushAsync();
                var answer = await NextAsync(worker);
                (answer.GetProperty("type").GetString(), answer.GetProperty("code").GetString()).ShouldBe(("error", "bad-command"), line[..Math.Min(80, line.Length)]);
            }

            worker.StandardInput.Close();
            (await NextAsync(worker)).GetProperty("code").GetString().ShouldBe("supervisor-gone");
            await worker.WaitForExitAsync();
            worker.ExitCode.ShouldBe(0);
        }
    }

    [WorkerFact]
    public async Task A_worker_whose_supervisor_is_not_there_ends_at_once()
    {
        using var worker = Start("relay", parent: 1);
        await worker.WaitForExitAsync();
        (await worker.StandardOutput.ReadToEndAsync()).ShouldBeEmpty();
    }

    [WorkerFact]
    public async Task A_worker_that_holds_more_than_it_may_ends_itself_and_says_so()
    {
        using var worker = Start("encoder");
        await worker.StandardInput.WriteLineAsync(
            $"{{\"id\":1,\"cmd\":\"start\",\"socket\":\"crosslive/{Guid.NewGuid():N}\",\"maxHeldBytes\":1000000,\"renditions\":[{{\"name\":\"a\",\"widthPx\":320,\"heightPx\":180,\"picturesPerSecond\":15,\"kbps\":300}}]}}");
        await worker.StandardInput.FlushAsync();
        for (var said = await NextAsync(worker); said.GetProperty("type").GetString() != "end"; said = await NextAsync(worker))
        {
            said.GetProperty("type").GetString().ShouldNotBe("error");
        }

        await worker.WaitForExitAsync();
        worker.ExitCode.ShouldBe(1);
    }

    [WorkerFact]
    public async Task A_worker_whose_supervisor_stands_still_ends_itself_and_says_so()
    {
        using var worker = Start("encoder");
        await worker.StandardInput.WriteLineAsync(
            $"{{\"id\":1,\"cmd\":\"start\",\"socket\":\"crosslive/{Guid.NewGuid():N}\",\"maxHeldBytes\":1000000000,\"maxSilentMs\":500,\"renditions\":[{{\"name\":\"a\",\"widthPx\":320,\"heightPx\":180,\"picturesPerSecond\":15,\"kbps\":300}}]}}");
        await worker.StandardInput.WriteLineAsync("{\"id\":2,\"cmd\":\"alive\"}");
        await worker.StandardInput.FlushAsync();
        var said = await NextAsync(worker);
        for (; said.GetProperty("type").GetString() != "end"; said = await NextAsync(worker))
        {
            said.GetProperty("type").GetString().ShouldNotBe("error");
        }

        said.GetProperty("code").GetString().ShouldBe("supervisor-silent");
        await worker.WaitForExitAsync();
        worker.ExitCode.ShouldBe(1);
    }

    private static Process Start(string role, int? parent = null) =>
        Process.Start(new ProcessStartInfo(WorkerFactAttribute.Program, [role, "--parent", $"{parent ?? Environment.ProcessId}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    private static async Task<JsonElement> NextAsync(Process worker)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var document = JsonDocument.Parse((await worker.StandardOutput.ReadLineAsync(timeout.Token)).ShouldNotBeNull());
        return document.RootElement.Clone();
    }
}
