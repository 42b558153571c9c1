namespace CrossLive.Server.Tests;

/// <summary>The pool starts small where the machine is small, and nowhere else.</summary>
public sealed class PoolThreadsTests
{
    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(2, null, 1)]
    [InlineData(3, null, null)]
    [InlineData(64, null, null)]
    [InlineData(2, "4", null)]
    public void One_thread_on_one_or_two_cores_unless_the_operator_has_chosen(int cores, string? chosen, int? expected) =>
        PoolThreads.StartWith(cores, chosen).ShouldBe(expected);
}
