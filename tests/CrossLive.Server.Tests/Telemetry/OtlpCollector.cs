using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Telemetry;

/// <summary>Takes metrics over OTLP (protobuf over HTTP), as an OpenTelemetry collector does, and keeps the newest value of each series.</summary>
internal sealed class OtlpCollector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _series = new(StringComparer.Ordinal);
    private readonly Task _running;

    public OtlpCollector()
    {
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _running = RunAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>What a server is told, to export here twice a second.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>All series: "name{unit}{tag=value,…}", tags in order; of a histogram how many values it has.</summary>
    public IReadOnlyDictionary<string, double> Series => _series;

    /// <summary>A series' newest value; 0 where none has come.</summary>
    public double this[string series] => _series.GetValueOrDefault(series);

    public void Dispose()
    {
        _listener.Close();
        _running.GetAwaiter().GetResult();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var exchange = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await exchange.Request.InputStream.CopyToAsync(body);
                if (exchange.Request.Url!.AbsolutePath.EndsWith("/metrics", StringComparison.Ordinal))
                {
                    Take(body.ToArray());
                }

                exchange.Response.ContentType = "application/x-protobuf";
                exchange.Response.Close();
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    // ExportMetricsServiceRequest / ResourceMetrics / ScopeMetrics / Metric.
    private void Take(byte[] request)
    {
        foreach (var resource in Fields(request, 1))
        {
            foreach (var metric in Fields(resource, 2).SelectMany(scope => Fields(scope, 2)))
            {
                var name = $"{Text(metric, 1)}{{{Text(metric, 3)}}}";
                foreach (var point in Fields(metric, 7).SelectMany(sum => Fields(sum, 1)))
                {
                    _series[name + Tags(point, 7)] = Numbers(point, 4).Select(BitConverter.UInt64BitsToDouble).Concat(Numbers(point, 6).Select(bits => (double)unchecked((long)bits))).Single();
                }

                foreach (var point in Fields(metric, 9).SelectMany(histogram => Fields(histogram, 1)))
                {
                    _series[name + Tags(point, 9)] = Numbers(point, 4).Single();
                }
            }
        }
    }

    private static string Tags(ReadOnlyMemory<byte> point, int field) => "{" + string.Join(',', Fields(point, field)
        .Select(pair => $"{Text(pair, 1)}={string.Concat(Fields(pair, 2).Select(value => Text(value, 1)))}").Order(StringComparer.Ordinal)) + "}";

    private static string Text(ReadOnlyMemory<byte> message, int field) => string.Concat(Fields(message, field).Select(bytes => Encoding.UTF8.GetString(bytes.Span)));

    // Fields of a message that have a length.
    private static IEnumerable<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int field) => Read(message).Where(each => each.Field == field && each.Bytes is not null).Select(each => each.Bytes!.Value);

    private static IEnumerable<ulong> Numbers(ReadOnlyMemory<byte> message, int field) => Read(message).Where(each => each.Field == field && each.Bytes is null).Select(each => each.Number);

    private static List<(int Field, ulong Number, ReadOnlyMemory<byte>? Bytes)> Read(ReadOnlyMemory<byte> message)
    {
        const int Varint = 0, Fixed64 = 1, Length = 2, Fixed32 = 5;
        var all = new List<(int, ulong, ReadOnlyMemory<byte>?)>();
        while (!message.IsEmpty)
        {
            var key = TakeVarint(ref message);
            var (field, type) = ((int)(key >> 3), (int)(key & 7));
            switch (type)
            {
                case Varint:
                    all.Add((field, TakeVarint(ref message), null));
                    break;
                case Fixed64:
                    all.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(message.Span), null));
                    message = message[sizeof(ulong)..];
                    break;
                case Fixed32:
                    all.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(message.Span), null));
                    message = message[sizeof(uint)..];
                    break;
                case Length:
                    var length = (int)TakeVarint(ref message);
                    all.Add((field, 0, message[..length]));
                    message = message[length..];
                    break;
                default:
                    throw new InvalidDataException($"Protobuf's type {type} is not known here.");
            }
        }

        return all;
    }

    private static ulong TakeVarint(ref ReadOnlyMemory<byte> message)
    {
        var (value, bytes) = (0UL, 0);
        do
        {
            value |= (ulong)(message.Span[bytes] & 0x7F) << (7 * bytes);
        }
        while ((message.Span[bytes++] & 0x80) != 0);

        message = message[bytes..];
        return value;
    }
}
