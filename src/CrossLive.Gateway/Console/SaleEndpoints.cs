using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using CrossLive.Gateway.Auth;
using CrossLive.Platforms;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CrossLive.Gateway.Console;

/// <summary>A flash sale over HTTP: how it stands, for operators, and its draw, for everybody. What is done with a sale goes over the hub.</summary>
public static class SaleEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapSaleEndpoints(this IEndpointRouteBuilder routes)
    {
        var sales = routes.MapGroup("/api/rooms/{room}/sales/{sale}");
        sales.MapGet("/", InspectAsync).RequireAuthorization(AuthRegistration.OperatorPolicy);
        sales.MapGet("/platforms", PlatformsAsync).RequireAuthorization(AuthRegistration.OperatorPolicy);

        // Without a token: a draw that only some may check is no proof. It holds no names.
        sales.MapGet("/draw", DrawAsync);
    }

    private static async Task<IResult> InspectAsync(string room, string sale, IGrainFactory grains)
    {
        if (Find(room, sale, grains) is not { } found)
        {
            return BadName();
        }

        var inspection = await found.InspectAsync();
        return inspection.View is null && inspection.Code is null ? Unknown() : Results.Json(inspection);
    }

    /// <summary>What is said of the sale on each platform that takes announcements, and how far off it was.</summary>
    private static async Task<IResult> PlatformsAsync(string room, string sale, IGrainFactory grains)
    {
        if (Find(room, sale, grains) is not { } found)
        {
            return BadName();
        }

        if ((await found.InspectAsync()).View is not { } view)
        {
            return Unknown();
        }

        var platforms = PlatformCatalog.All.Where(platform => platform.Takes.Messages.HasFlag(PlatformMessages.Announcement));
        return Results.Json(await Task.WhenAll(platforms.Select(async platform => SalePlatformReport.Of(
            platform, await grains.GetGrain<IPlatformAdapterGrain>(PlatformAdapterKey.For(room, platform.Name)).GetCountdownsAsync(), view))));
    }

    private static async Task<IResult> DrawAsync(string room, string sale, IGrainFactory grains)
    {
        if (Find(room, sale, grains) is not { } found)
        {
            return BadName();
        }

        // Only what the room shows: made-up names wake no grain that reads a log.
        var shown = (await grains.GetGrain<IRoomGrain>(room).InspectAsync()).View?.Sales.Any(view => string.Equals(view.Offer.SaleId, sale, StringComparison.Ordinal)) == true;
        if (!shown)
        {
            return Unknown();
        }

        return await found.DrawAsync() is { } report
            ? Results.Json(new PublishedDraw(sale, report.View.Commitment, report.View.Seed, report.View.Offer.TieUs, report.View.DrawListSha256, report.Lines, report.Order))
            : Results.Problem("The sale has not been drawn, or has no fairness window.", statusCode: StatusCodes.Status404NotFound);
    }

    private static IFlashSaleGrain? Find(string room, string sale, IGrainFactory grains) =>
        RoomId.IsWellFormed(room) && SaleId.IsWellFormed(sale) ? grains.GetGrain<IFlashSaleGrain>(SaleId.LogOf(room, sale)) : null;

    private static IResult BadName() => Results.Problem("Rooms and sales are named by 1 to 64 letters, digits, '-' and '_'.", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Unknown() => Results.Problem("The room has no sale by this name.", statusCode: StatusCodes.Status404NotFound);
}
