using CrossLive.FlashSales;

namespace CrossLive.Protocol.Frames;

/// <summary>The fields of a flash sale on the wire, for both protocols.</summary>
internal readonly struct SaleFields : IFields<SaleView>
{
    public static void Write<TSink>(ref TSink sink, SaleView sale)
        where TSink : IFieldSink, allows ref struct
    {
        var offer = sale.Offer;
        sink.Text("id"u8, offer.SaleId);
        sink.Text("title"u8, offer.Title);
        sink.Text("product"u8, offer.ProductId);
        sink.Objects<Money, PriceFields>("prices"u8, offer.Prices);
        sink.Number("stock"u8, offer.Stock);
        sink.Objects<PlatformStock, BucketFields>("buckets"u8, offer.Buckets);
        sink.Number("limit"u8, offer.LimitPerBuyer);
        sink.Number("pay"u8, offer.PayWithinMs);
        sink.Number("opens"u8, offer.OpensAtUnixMs);
        sink.Number("closes"u8, offer.ClosesAtUnixMs);
        sink.Number("window"u8, offer.FairWindowMs);
        sink.Number("floor"u8, offer.HumanFloorMs);
        sink.Number("tie"u8, offer.TieUs);
        sink.Number("phase"u8, (long)sale.Phase);
        sink.Number("free"u8, sale.FreePieces);
        sink.Number("held"u8, sale.ReservedPieces);
        sink.Number("paid"u8, sale.PaidPieces);
        sink.Number("waiting"u8, sale.Waiting);
        sink.Number("claims"u8, sale.Claims);
        sink.Text("commit"u8, sale.Commitment);
        sink.Text("seed"u8, sale.Seed);
        sink.Text("list"u8, sale.DrawListSha256);
        sink.Number("drawn"u8, sale.DrawEntries);
    }

    private readonly struct PriceFields : IFields<Money>
    {
        public static void Write<TSink>(ref TSink sink, Money price)
            where TSink : IFieldSink, allows ref struct
        {
            sink.Text("c"u8, price.CurrencyCode);
            sink.Number("v"u8, price.MinorUnits);
        }
    }

    private readonly struct BucketFields : IFields<PlatformStock>
    {
        public static void Write<TSink>(ref TSink sink, PlatformStock bucket)
            where TSink : IFieldSink, allows ref struct
        {
            sink.Text("p"u8, bucket.Platform);
            sink.Number("n"u8, bucket.Count);
        }
    }
}
