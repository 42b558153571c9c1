using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>Addresses whose application has a query, as YouTube's second one: what nginx is told by the connection is what the address says.</summary>
public sealed class QueryInAddressTests(StreamServer server) : IClassFixture<StreamServer>
{
    [WorkerFact]
    public async Task The_query_of_an_application_reaches_the_platform_and_the_key_is_without_it()
    {
        var told = new ConcurrentQueue<string>();
        using var platform = new HttpListener();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/");
        platform.Prefixes.Add(address);
        platform.Start();
        var telling = TellAsync(platform, told);
        using var nginx = new NginxRtmp(new Uri(address));
        await nginx.InitializeAsync();
        try
        {
            using var room = server.NewRoom();
            await room.SetDestinationAsync("backup", nginx.AddressOf("one?backup=1", "second-key"));
            await room.SetDestinationAsync("plain", nginx.AddressOf("two", "first-key?token=a/b"));
            await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
            await room.WhenSentAsync("backup", 30, () => string.Join('\n', server.Process.Log));
            await room.WhenSentAsync("plain", 30, () => string.Join('\n', server.Process.Log));

            // nginx tells what 'connect' said: the application, its query as what belongs to it, and the whole address.
            var backup = told.Where(each => each.Contains("app=one", StringComparison.Ordinal)).ShouldHaveSingleItem();
            backup.Split('&').ShouldContain("backup=1", backup);
            Uri.UnescapeDataString(backup).ShouldContain(string.Create(CultureInfo.InvariantCulture, $"tcurl=rtmp://127.0.0.1:{nginx.Port}/one?backup=1"));
            told.Where(each => each.Contains("app=two", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldNotContain("token");
            nginx.Recordings("second-key").ShouldHaveSingleItem().BeginsWithKeyframe.ShouldBeTrue();
            nginx.Recordings("first-key").ShouldHaveSingleItem().BeginsWithKeyframe.ShouldBeTrue();
            var shown = (await room.GetDestinationsAsync()).ToString();
            shown.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"rtmp://127.0.0.1:{nginx.Port}/one?"));
            shown.ShouldNotContain("second-key");
            shown.ShouldNotContain("backup=1");
        }
        finally
        {
            await nginx.DisposeAsync();
            platform.Close();
            await telling;
        }
    }

    [Theory]
    [InlineData("rtmp://127.0.0.1/live2?backup=1")]
    [InlineData("rtmp://127.0.0.1/live2?backup=1/")]
    [InlineData("rtmp://127.0.0.1/live2?a=b/c/my-key")]
    public async Task One_that_leaves_open_which_part_is_the_key_is_refused_with_the_form_it_has_to_have(string url)
    {
        using var room = server.NewRoom();
        using var answer = await room.SendAsync(HttpMethod.Put, "/destinations/backup", new { url });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("rtmp://HOST/APP?QUERY/KEY");
        problem.RootElement.ToString().ShouldNotContain("my-key");
    }

    private static async Task TellAsync(HttpListener platform, ConcurrentQueue<string> told)
    {
        try
        {
            while (true)
            {
                var exchange = await platform.GetContextAsync();
                using var body = new StreamReader(exchange.Request.InputStream);
                told.Enqueue(exchange.Request.Url!.Query.TrimStart('?') + "&" + await body.ReadToEndAsync());
                exchange.Response.Close();
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
