using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Edges;

/// <summary>What an edge follows; section <c>CrossLive:Edge</c>.</summary>
public sealed class EdgeOptions
{
    /// <summary>Most addresses in <see cref="Upstream"/>.</summary>
    public const int MaxUpstreams = 16;

    /// <summary>The address of the gateway above, such as <c>https://live.example</c>, or several with commas between them: when one is lost, the next is tried.</summary>
    public string Upstream { get; set; } = string.Empty;

    /// <summary>The addresses one by one, as they stand in the setting.</summary>
    public IReadOnlyList<Uri> Upstreams() =>
        [.. Upstream.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(address => new Uri(address.TrimEnd('/') + "/"))];
}

/// <summary>Refuses an edge without an upstream, or with one that is no address.</summary>
internal sealed class EdgeOptionsValidator : IValidateOptions<EdgeOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EdgeOptions options)
    {
        var addresses = options.Upstream.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0)
        {
            return ValidateOptionsResult.Fail("CrossLive:Edge:Upstream is not set: an edge needs the address of the gateway that it follows, for example --upstream http://127.0.0.1:5080.");
        }

        if (addresses.Length > EdgeOptions.MaxUpstreams)
        {
            return ValidateOptionsResult.Fail($"CrossLive:Edge:Upstream has {addresses.Length} addresses; {EdgeOptions.MaxUpstreams} are the most.");
        }

        return addresses.FirstOrDefault(address => !IsAddress(address)) is { } wrong
            ? ValidateOptionsResult.Fail($"CrossLive:Edge:Upstream: '{wrong}' is not an address; it begins with http:// or https:// and has no query.")
            : ValidateOptionsResult.Success;
    }

    private static bool IsAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}
