using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossLive.FlashSales.Fairness;

namespace CrossLive.DrawCheck.Tests;

public sealed class DrawCheckCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crosslive-draw-");

    [Fact]
    public async Task A_published_draw_fits_and_other_names_beside_it_are_passed_over()
    {
        var json = JsonSerializer.SerializeToNode(Draw())!;
        json["stock"] = 7;

        var (exit, output, _) = await RunAsync([await WriteAsync(json)]);

        exit.ShouldBe(0);
        output.ShouldContain("The draw of sale shoes fits: 50 claims");
        output.ShouldContain("--commitment");
    }

    [Fact]
    public async Task What_does_not_fit_is_said()
    {
        var draw = Draw();
        var (exit, output, _) = await RunAsync([await WriteAsync(JsonSerializer.SerializeToNode(draw with { Order = [.. draw.Order!.Reverse()] })!)]);

        exit.ShouldBe(1);
        output.ShouldContain("place 1 belongs to claim");
    }

    [Fact]
    public async Task A_commitment_that_was_seen_before_counts_more_than_the_published_one()
    {
        var path = await WriteAsync(JsonSerializer.SerializeToNode(Draw())!);

        (await RunAsync([path, "--commitment", Draw().Commitment!])).Exit.ShouldBe(0);
        var (exit, output, _) = await RunAsync([path, "--commitment", new string('0', 64)]);
        exit.ShouldBe(1);
        output.ShouldContain("seen before the opening");
    }

    [Fact]
    public async Task A_server_is_asked_at_the_address_of_its_sale()
    {
        Uri? asked = null;
        var (exit, _, _) = await RunAsync(["--url", "http://live.example.com:81/", "--room", "a b", "--sale", "s1"], request =>
        {
            asked = request.RequestUri;
            return new HttpResponseMessage { Content = new StringContent(JsonSerializer.Serialize(Draw())) };
        });

        exit.ShouldBe(0);
        asked!.AbsoluteUri.ShouldBe("http://live.example.com:81/api/rooms/a%20b/sales/s1/draw");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"entries\":7}")]
    public async Task What_is_no_draw_is_told_apart_from_one_that_does_not_fit(string text)
    {
        var path = Path.Combine(_folder.FullName, "broken.json");
        await File.WriteAllTextAsync(path, text);

        var (exit, _, error) = await RunAsync([path]);

        exit.ShouldBe(2);
        error.ShouldContain("no draw to be read");
    }

    [Fact]
    public async Task A_sale_that_is_not_there_is_no_draw()
    {
        var (exit, _, error) = await RunAsync(["--url", "http://live.example.com", "--room", "r", "--sale", "s"], _ => new HttpResponseMessage(HttpStatusCode.NotFound));

        exit.ShouldBe(2);
        error.ShouldContain("404");
    }

    [Fact]
    public async Task An_empty_object_does_not_fit() =>
        (await RunAsync([await WriteAsync(new JsonObject())])).Exit.ShouldBe(1);

    [Theory]
    [InlineData]
    [InlineData("--url", "http://live.example.com")]
    [InlineData("--url", "http://live.example.com", "--room", "r")]
    [InlineData("draw.json", "--url", "http://live.example.com", "--room", "r", "--sale", "s")]
    public async Task Half_of_what_it_needs_is_refused(params string[] args) => (await RunAsync(args)).Exit.ShouldNotBe(0);

    public void Dispose() => _folder.Delete(recursive: true);

    private static PublishedDraw Draw()
    {
        var seed = new DrawSeed(SHA256.HashData("shoes"u8));
        var list = DrawEntries.Of(Enumerable.Range(1, 50).Select(claim => new DrawEntry(claim, $"p{claim}", 200_000 + (claim * 37 % 11 * 100))));
        return new PublishedDraw("shoes", seed.Commitment, seed.Reveal(), 250, list.Sha256, list.Lines, FairOrder.Sort(list.Entries, 250, seed.Bytes));
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(string[] args, Func<HttpRequestMessage, HttpResponseMessage>? answer = null)
    {
        using var http = new HttpClient(new ScriptedHandler(answer ?? (_ => throw new InvalidOperationException("Nobody is to be asked."))));
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await DrawCheckCommand.Create(http, output, error).Parse(args).InvokeAsync(new System.CommandLine.InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    private async Task<string> WriteAsync(JsonNode json)
    {
        var path = Path.Combine(_folder.FullName, "draw.json");
        await File.WriteAllTextAsync(path, json.ToJsonString());
        return path;
    }

    private sealed class ScriptedHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
