using System.Net;
using CrossLive.LoadTests.Swarm.Dialects;

namespace CrossLive.LoadTests.Swarm.Viewers;

/// <summary>A server that viewers connect to.</summary>
/// <param name="EndPoint">Its address, IPv4.</param>
/// <param name="Host">The Host header.</param>
public sealed record SwarmServer(IPEndPoint EndPoint, string Host)
{
    /// <summary>The server at an http address.</summary>
    /// <exception cref="ArgumentException">It is not http, or has no IPv4 address.</exception>
    public static async Task<SwarmServer> FindAsync(Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttp)
        {
            throw new ArgumentException($"'{url}': the swarm speaks plain http only; end TLS in a proxy and point the swarm behind it.", nameof(url));
        }

        var addresses = await Dns.GetHostAddressesAsync(url.Host, System.Net.Sockets.AddressFamily.InterNetwork);
        return addresses is [var first, ..]
            ? new SwarmServer(new IPEndPoint(first, url.Port), url.Authority)
            : throw new ArgumentException($"'{url.Host}' has no IPv4 address.", nameof(url));
    }
}

/// <summary>When a viewer that lost its connection comes back: after a pause drawn from zero to a length that doubles, as our clients do.</summary>
/// <param name="FirstDelay">The first length.</param>
/// <param name="MaxDelay">The longest.</param>
public sealed record ComeBack(TimeSpan FirstDelay, TimeSpan MaxDelay)
{
    /// <summary>As our clients have it.</summary>
    public static ComeBack LikeOurClients { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(20));

    /// <summary>The pause after so many failures in a row.</summary>
    public long DelayUs(int failures, double roll) =>
        (long)(Math.Min(MaxDelay.TotalMicroseconds, FirstDelay.TotalMicroseconds * (1 << Math.Min(failures, 20))) * roll);
}

/// <summary>What a swarm is made of.</summary>
public sealed record SwarmPlan
{
    /// <summary>How many viewers.</summary>
    public required int Viewers { get; init; }

    /// <summary>Where they go: viewer n to server n modulo their number.</summary>
    public required IReadOnlyList<SwarmServer> Servers { get; init; }

    /// <summary>The path and query of a viewer's request, by its number.</summary>
    public required Func<int, string> Target { get; init; }

    /// <summary>What is spoken; viewer n speaks the one at n modulo their number. Made once for each thread.</summary>
    public required IReadOnlyList<Func<Dialect>> Dialects { get; init; }

    /// <summary>Threads that read; one serves thousands. More than one keep each to a core of its own.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Most connections of a thread that are on their way in at one time, when all come at once for the first time.</summary>
    public int MaxArriving { get; init; } = 100;

    /// <summary>What viewers do whose connection is lost; null = they stay away, and it counts as a failure.</summary>
    public ComeBack? ComeBack { get; init; }

    /// <summary>Viewers with numbers below this have the smallest kernel buffers: those that will be frozen.</summary>
    public int SmallBuffers { get; init; }

    /// <summary>Where pauses come from.</summary>
    public int Seed { get; init; } = 1;
}
