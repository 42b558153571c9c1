using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CrossLive.Server;

/// <summary>How the process is put together; section <c>CrossLive:Server</c>.</summary>
public sealed class ServerOptions
{
    /// <summary>The role of a process with a silo of its own.</summary>
    public const string ServerRole = "server";

    /// <summary>The role of a process that shows rooms of another gateway.</summary>
    public const string EdgeRole = "edge";

    /// <summary>"server": rooms, storage, ingress, viewers. "edge": viewers only, fed by the gateway that <c>CrossLive:Edge:Upstream</c> names.</summary>
    public string Role { get; set; } = ServerRole;

    /// <summary>The folder for everything that the process keeps on disk.</summary>
    [Required]
    public string DataDirectory { get; set; } = ".data";

    /// <summary>The built viewer page; empty = none is served.</summary>
    public string WebRoot { get; set; } = string.Empty;

    /// <summary>Whom the silo works with.</summary>
    public ClusterOptionsSection Cluster { get; } = new();
}

/// <summary>The cluster that the process belongs to; section <c>CrossLive:Server:Cluster</c>.</summary>
public sealed class ClusterOptionsSection
{
    /// <summary>"localhost": alone, the default. "redis": with every process that names the same Redis and cluster.</summary>
    public string Membership { get; set; } = "localhost";

    /// <summary>Redis' connection string, for membership "redis".</summary>
    public string Redis { get; set; } = "127.0.0.1:6379";

    /// <summary>Processes of one cluster have the same.</summary>
    public string ClusterId { get; set; } = "crosslive";

    /// <summary>Survives redeployments; processes of one service have the same.</summary>
    public string ServiceId { get; set; } = "crosslive";

    /// <summary>The address that other silos reach this one at.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>Port between silos.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for Orleans clients.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// How often silos ask one another whether they live, in ms; two missed answers end a silo's membership.
    /// Short means that a killed silo's rooms are back soon (1,000: about 3 s), and that a process that hangs for two probes is put out.
    /// </summary>
    [Range(100, 60_000)]
    public int ProbeMs { get; set; } = 1_000;
}

/// <summary>Refuses settings that are out of range when the server starts.</summary>
internal sealed class ServerOptionsValidator(IConfiguration configuration) : IValidateOptions<ServerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        Validator.TryValidateObject(options.Cluster, new ValidationContext(options.Cluster), problems, validateAllProperties: true);
        if (options.Cluster.Membership is not ("localhost" or "redis"))
        {
            problems.Add(new ValidationResult($"CrossLive:Server:Cluster:Membership is '{options.Cluster.Membership}'; it can be \"localhost\" or \"redis\"."));
        }

        if (options.Role is not (ServerOptions.ServerRole or ServerOptions.EdgeRole))
        {
            problems.Add(new ValidationResult($"CrossLive:Server:Role is '{options.Role}'; it can be \"{ServerOptions.ServerRole}\" or \"{ServerOptions.EdgeRole}\"."));
        }
        else if (options.Role == ServerOptions.ServerRole && configuration["CrossLive:Edge:Upstream"] is { Length: > 0 })
        {
            problems.Add(new ValidationResult("CrossLive:Edge:Upstream is set, but the role is \"server\": give --role edge, too."));
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => problem.ErrorMessage!));
    }
}
