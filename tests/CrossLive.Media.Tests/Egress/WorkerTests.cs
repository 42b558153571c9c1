using System.Diagnostics;
using CrossLive.Media.Egress;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Egress;

public sealed class WorkerTests
{
    [Theory]
    [InlineData("true")]
    [InlineData("cat")]
    public async Task The_pipes_of_a_worker_are_closed_with_it_and_not_when_memory_is_collected(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var (input, output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        var worker = new Worker(process, 0);
        worker.Send("alive", []);
        worker.Dispose();

        Should.Throw<ObjectDisposedException>(() => input.WriteByte(1));
        Should.Throw<ObjectDisposedException>(() => output.ReadByte());
        await worker.DrainAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }
}
