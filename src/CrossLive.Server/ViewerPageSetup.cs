using Microsoft.Extensions.FileProviders;

namespace CrossLive.Server;

/// <summary>Serves the built viewer page at "/", with headers that let it load nothing from elsewhere.</summary>
internal static class ViewerPageSetup
{
    // blob: is how a script hands a stream to a video element, and a picture that it asked for with a token to an image.
    // Styles that scripts set on elements (danmaku positions) are allowed by 'self'; inline styles and scripts are not, and the page has none.
    private const string ContentSecurityPolicy =
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>Serves the folder, where it is there.</summary>
    public static void UseViewerPage(this WebApplication app, string webRoot)
    {
        if (webRoot.Length == 0)
        {
            return;
        }

        var folder = Path.GetFullPath(webRoot);
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            throw new InvalidOperationException($"CrossLive:Server:WebRoot is '{folder}', but there is no index.html in it: build the viewer page first (infra/up does).");
        }

        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context =>
            {
                var headers = context.Context.Response.Headers;
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";

                // Files under assets/ carry a hash in their name; the page and its icon are asked for anew.
                headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
            },
        });
    }
}
