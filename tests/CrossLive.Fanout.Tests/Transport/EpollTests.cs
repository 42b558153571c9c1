using CrossLive.Gateway.Transport;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

/// <summary>Where the system has no epoll there is nothing to be held here: these tests return.</summary>
public sealed class EpollTests
{
    [Fact]
    public void Waking_one_that_has_ended_wakes_nobody_who_was_given_its_descriptor()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        var ended = Epoll.Create(1);
        ended.Dispose();

        // The kernel gives the lowest free numbers: among so many, one has those of the first.
        var others = Enumerable.Range(0, 64).Select(_ => Epoll.Create(1)).ToArray();
        try
        {
            ended.Wake();
            others.Sum(other => other.Wait(0)).ShouldBe(0);
        }
        finally
        {
            Array.ForEach(others, other => other.Dispose());
        }
    }

    [Fact]
    public void A_wake_ends_one_wait()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var epoll = Epoll.Create(1);
        epoll.Wake();
        epoll.Wait(-1).ShouldBe(1);
        epoll.Wait(0).ShouldBe(0);
    }
}
