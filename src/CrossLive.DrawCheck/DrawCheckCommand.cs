using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CrossLive.FlashSales.Fairness;

namespace CrossLive.DrawCheck;

/// <summary>The command: reads a published draw, checks it, says what does not fit.</summary>
internal static class DrawCheckCommand
{
    /// <summary>The largest draw that is read: a million claims and some more.</summary>
    public const int MaxBytes = 128 << 20;

    /// <summary>Makes it.</summary>
    /// <param name="http">For <c>--url</c>.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="error">Where it says why there is none.</param>
    public static RootCommand Create(HttpClient http, TextWriter output, TextWriter error)
    {
        var file = new Argument<FileInfo?>("file") { Description = "A draw as it was published, JSON.", Arity = ArgumentArity.ZeroOrOne };
        var url = new Option<string?>("--url") { Description = "A server, such as https://live.example.com: the draw is asked from it instead." };
        var room = new Option<string?>("--room") { Description = "With --url: the room." };
        var sale = new Option<string?>("--sale") { Description = "With --url: the sale." };
        var commitment = new Option<string?>("--commitment") { Description = "The commitment as you saw it before the opening. Without it, the one in the draw is taken, and an operator could have published another before." };
        var root = new RootCommand(
            "Checks the draw of a flash sale: the seed against what was committed to, the list against its hash, and the order by drawing again.\n"
            + "Exit code 0 where all of it fits, 1 where something does not (it says what), 2 where there is no draw to be read.")
        {
            file, url, room, sale, commitment,
        };
        root.Validators.Add(result =>
        {
            var isUrl = ServerOf(result.GetValue(url)) is not null && result.GetValue(room) is { Length: > 0 } && result.GetValue(sale) is { Length: > 0 };
            if (isUrl == result.GetValue(file) is not null)
            {
                result.AddError("Give a file, or --url with --room and --sale.");
            }
        });
        root.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using var json = parsed.GetValue(file) is { } path
                    ? path.OpenRead()
                    : await http.GetStreamAsync(AddressOf(ServerOf(parsed.GetValue(url))!, parsed.GetValue(room)!, parsed.GetValue(sale)!), cancellationToken);
                var draw = await JsonSerializer.DeserializeAsync<PublishedDraw>(json, cancellationToken: cancellationToken) ?? throw new JsonException("It is null.");
                return Say(draw, parsed.GetValue(commitment), output);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or HttpRequestException or JsonException or OperationCanceledException)
            {
                await error.WriteLineAsync($"There is no draw to be read: {exception.Message}");
                return 2;
            }
        });
        return root;
    }

    private static int Say(PublishedDraw draw, string? commitment, TextWriter output)
    {
        var problems = DrawVerification.Check(draw, commitment);
        foreach (var problem in problems)
        {
            output.WriteLine(problem);
        }

        if (problems.Count > 0)
        {
            return 1;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The draw of sale {draw.SaleId} fits: {draw.Order!.Count} claims, the committed seed, the published list, and the order that they give{(commitment is null ? " (the commitment is the draw's own word; compare it with what you saw before the opening, or give --commitment)" : "")}."));
        return 0;
    }

    private static Uri? ServerOf(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var server) && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps) ? server : null;

    private static Uri AddressOf(Uri server, string room, string sale) =>
        new(server, $"/api/rooms/{Uri.EscapeDataString(room)}/sales/{Uri.EscapeDataString(sale)}/draw");
}
