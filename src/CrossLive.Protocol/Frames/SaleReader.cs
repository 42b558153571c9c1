using CrossLive.FlashSales;

namespace CrossLive.Protocol.Frames;

/// <summary>Reads a flash sale from either protocol. What is missing reads as 0, empty or null; fields that this version does not know are passed over.</summary>
internal static class SaleReader
{
    /// <summary>Reads the sale that the source stands on.</summary>
    public static SaleView Read<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        var sale = new SaleView(new SaleOffer(string.Empty, string.Empty, string.Empty, [], 0, [], 0, 0, 0, null, 0, 0, 0), SalePhase.None, 0, 0, 0, 0, 0, string.Empty, null, null, 0);
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            sale = TakeState(ref source, name, sale) ?? sale with { Offer = TakeOffer(ref source, name, sale.Offer) };
        }

        return sale.Offer.SaleId.Length > 0 ? sale : throw source.Malformed("A sale has no id.");
    }

    /// <summary>Reads a list of sales.</summary>
    public static List<SaleView> ReadAll<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        var sales = new List<SaleView>();
        var left = source.EnterList();
        while (source.NextItem(ref left))
        {
            sales.Add(Read(ref source));
        }

        return sales;
    }

    private static SaleView? TakeState<TSource>(ref TSource source, string name, SaleView sale)
        where TSource : IFieldSource, allows ref struct => name switch
        {
            "phase" => sale with { Phase = (SalePhase)(source.Number() ?? 0) },
            "free" => sale with { FreePieces = source.Number() ?? 0 },
            "held" => sale with { ReservedPieces = source.Number() ?? 0 },
            "paid" => sale with { PaidPieces = source.Number() ?? 0 },
            "waiting" => sale with { Waiting = source.Number() ?? 0 },
            "claims" => sale with { Claims = source.Number() ?? 0 },
            "commit" => sale with { Commitment = source.Text() ?? string.Empty },
            "seed" => sale with { Seed = source.Text() },
            "list" => sale with { DrawListSha256 = source.Text() },
            "drawn" => sale with { DrawEntries = source.Number() ?? 0 },
            _ => null,
        };

    private static SaleOffer TakeOffer<TSource>(ref TSource source, string name, SaleOffer offer)
        where TSource : IFieldSource, allows ref struct
    {
        switch (name)
        {
            case "id": return offer with { SaleId = source.Text() ?? string.Empty };
            case "title": return offer with { Title = source.Text() ?? string.Empty };
            case "product": return offer with { ProductId = source.Text() ?? string.Empty };
            case "prices": return offer with { Prices = [.. ReadPairs(ref source, "c", "v").Select(pair => new Money(pair.Number, pair.Text))] };
            case "stock": return offer with { Stock = source.Number() ?? 0 };
            case "buckets": return offer with { Buckets = [.. ReadPairs(ref source, "p", "n").Select(pair => new PlatformStock(pair.Text, pair.Number))] };
            case "limit": return offer with { LimitPerBuyer = source.Number() ?? 0 };
            case "pay": return offer with { PayWithinMs = source.Number() ?? 0 };
            case "opens": return offer with { OpensAtUnixMs = source.Number() ?? 0 };
            case "closes": return offer with { ClosesAtUnixMs = source.Number() };
            case "window": return offer with { FairWindowMs = source.Number() ?? 0 };
            case "floor": return offer with { HumanFloorMs = source.Number() ?? 0 };
            case "tie": return offer with { TieUs = source.Number() ?? 0 };
            default:
                source.Skip();
                return offer;
        }
    }

    private static List<(string Text, long Number)> ReadPairs<TSource>(ref TSource source, string textName, string numberName)
        where TSource : IFieldSource, allows ref struct
    {
        var pairs = new List<(string, long)>();
        var items = source.EnterList();
        while (source.NextItem(ref items))
        {
            var text = string.Empty;
            long number = 0;
            var left = source.EnterObject();
            while (source.NextField(ref left, out var name))
            {
                if (string.Equals(name, textName, StringComparison.Ordinal))
                {
                    text = source.Text() ?? string.Empty;
                }
                else if (string.Equals(name, numberName, StringComparison.Ordinal))
                {
                    number = source.Number() ?? 0;
                }
                else
                {
                    source.Skip();
                }
            }

            pairs.Add((text, number));
        }

        return pairs;
    }
}
