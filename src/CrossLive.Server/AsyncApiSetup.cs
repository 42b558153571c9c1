namespace CrossLive.Server;

/// <summary>
/// <c>GET /asyncapi.json</c>: what goes in and out of the server, as an AsyncAPI 3 document, for everybody. It stands in the assembly, so that
/// a server always tells what it was built to do.
/// </summary>
internal static class AsyncApiSetup
{
    /// <summary>Where the document is served, and its name in the assembly.</summary>
    public const string Path = "/asyncapi.json";

    /// <summary>Maps the document.</summary>
    public static void MapAsyncApi(this IEndpointRouteBuilder routes)
    {
        var document = Read();
        routes.MapGet(Path, () => TypedResults.Bytes(document, "application/json")).AllowAnonymous();
    }

    private static byte[] Read()
    {
        using var resource = typeof(AsyncApiSetup).Assembly.GetManifestResourceStream("asyncapi.json")
            ?? throw new InvalidOperationException("asyncapi.json is not embedded in the server's assembly.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
